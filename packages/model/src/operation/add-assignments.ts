import type { AssignmentNode } from "@dataflow/query";
import type { InsertOperation } from "./operation.ts";

/**
 * Adds changes that an insert makes to the stored row when its key is taken. An insert that leaves the stored row alone
 * stays as it is.
 *
 * @param operation the insert
 * @param assignments the changes
 * @returns the operation with them
 */
export function addConflictAssignments(
  operation: InsertOperation,
  assignments: readonly AssignmentNode[],
): InsertOperation {
  const { onConflict } = operation;
  if (onConflict === undefined || onConflict.action === "nothing" || operation.keepsStored === true) return operation;
  const action = { ...onConflict.action, assignments: [...onConflict.action.assignments, ...assignments] };
  return { ...operation, onConflict: { ...onConflict, action } };
}
