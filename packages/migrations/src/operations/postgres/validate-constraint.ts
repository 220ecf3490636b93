import { inside, type OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";

/** Checks the rows from before a constraint. The other way round it is made anew, without looking at rows. */
export const validateConstraint: OperationType<"constraint"> = {
  name: "validateConstraint",
  kind: "constraint",
  change: "alter",
  inverse: "addConstraint",
  covers: ["valid"],
  lock: ({ after }) => (after === undefined ? undefined : `SHARE UPDATE EXCLUSIVE on ${ownerTable(after)}`),
  rows: ({ after }, facts) => (after?.parent === undefined ? undefined : facts.rows(after.parent)) ?? "unknown",
  plan: ({ after }) =>
    after?.definition.valid === true
      ? [inside(`ALTER TABLE ${ownerTable(after)} VALIDATE CONSTRAINT ${ownName(after)}`)]
      : [],
};
