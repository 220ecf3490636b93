import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a trigger. */
export const dropTrigger: OperationType<"trigger"> = dropOperation(
  "trigger",
  (trigger) => [`DROP TRIGGER ${ownName(trigger)} ON ${ownerTable(trigger)}`],
  { lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`) },
);
