import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a rule. */
export const dropRule: OperationType<"rule"> = dropOperation(
  "rule",
  (rule) => [`DROP RULE ${ownName(rule)} ON ${ownerTable(rule)}`],
  { lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`) },
);
