import { allOf, everything, type FilterNode, isNull } from "@dataflow/query";
import { currentTime } from "../operation/current-time.ts";
import type { DeleteOperation, InsertOperation, Operation, UpdateOperation } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/**
 * Hides rows that were deleted, and deletes by marking. Without it a model deletes rows for good.
 *
 * @param field the field that holds the time of deletion, absent when the model has no soft delete
 * @returns the stage, or undefined when it does not apply
 */
export function softDeleteStage(field: string | undefined): Stage | undefined {
  if (field === undefined) return undefined;
  const alive = isNull(field);
  const rewrite = (operation: Operation): Operation => {
    switch (operation.kind) {
      case "select":
      case "count":
      case "aggregate":
      case "pipeline":
        return operation.includeDeleted ? operation : { ...operation, where: allOf([operation.where, alive]) };
      case "update":
      case "updateEach":
        return { ...operation, where: allOf([operation.where, alive]) };
      case "delete":
        return markDeleted({ ...operation, where: allOf([operation.where, alive]) }, field);
      case "insert":
        return keepDeleted(operation, field);
    }
  };
  return { changesKind: true, pass: (operation, next) => next(rewrite(operation)) };
}

/**
 * Which rows are not deleted.
 *
 * @param field the field that holds the time of deletion, absent when the model has no soft delete
 * @returns the condition; everything for a model without soft delete
 */
export function aliveRows(field: string | undefined): FilterNode {
  return field === undefined ? everything() : isNull(field);
}

function markDeleted(operation: DeleteOperation, field: string): UpdateOperation {
  return {
    kind: "update",
    name: operation.name,
    where: operation.where,
    changes: {},
    set: [{ kind: "assignment", field, operator: "set", value: currentTime() }],
    returning: [],
    ...(operation.expectedVersion === undefined ? {} : { expectedVersion: operation.expectedVersion }),
    ...(operation.signal === undefined ? {} : { signal: operation.signal }),
  };
}

/** An upsert must not change a row that its caller cannot see. */
function keepDeleted(operation: InsertOperation, field: string): InsertOperation {
  const { onConflict } = operation;
  if (onConflict === undefined || onConflict.action === "nothing") return operation;
  const { where } = onConflict.action;
  const action = { ...onConflict.action, where: where === undefined ? isNull(field) : allOf([where, isNull(field)]) };
  return { ...operation, onConflict: { ...onConflict, action } };
}
