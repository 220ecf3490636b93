import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a constraint, and the index that was there for it. */
export const dropConstraint: OperationType<"constraint"> = dropOperation(
  "constraint",
  (constraint) => [`ALTER TABLE ${ownerTable(constraint)} DROP CONSTRAINT ${ownName(constraint)}`],
  {
    inverse: "addConstraint",
    lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`),
  },
);
