import type { OperationType } from "../operation-type.ts";
import { ownerTable, ownName } from "./names.ts";
import { dropOperation } from "./whole-object.ts";

/** Drops a policy of row security. */
export const dropPolicy: OperationType<"policy"> = dropOperation(
  "policy",
  (policy) => [`DROP POLICY ${ownName(policy)} ON ${ownerTable(policy)}`],
  { lock: ({ before }) => (before === undefined ? undefined : `ACCESS EXCLUSIVE on ${ownerTable(before)}`) },
);
