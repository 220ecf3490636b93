import { modelErrors } from "../errors/model-errors.ts";

/** An update without a change would report a success that did not happen. */
export function nothingToChange(model: string) {
  return modelErrors.create("NOTHING_TO_CHANGE", {
    message: `${model}: the update names no field to change`,
    why: "an update without changes would seem to work and do nothing",
    fix: "name at least one field",
    meta: { model },
  });
}
