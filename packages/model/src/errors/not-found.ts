import { modelErrors } from "./model-errors.ts";

/**
 * Makes the error for a row that is not there.
 *
 * @param model the model's name
 * @param operation what was asked for
 * @returns the error, to throw
 */
export function notFound(model: string, operation: "read" | "update") {
  return modelErrors.create("NOT_FOUND", {
    message: `${model}.${operation}: there is no row with this key`,
    why: "no row has the key, or the row was deleted",
    fix:
      operation === "read"
        ? "pass raiseOnNotFound: false to get null instead, or check where the key comes from"
        : "check where the key comes from; use upsert to create the row when it is missing",
    meta: { model, operation },
  });
}
