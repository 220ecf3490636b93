import type { AssignmentNode } from "@dataflow/query";
import { addConflictAssignments } from "../operation/add-assignments.ts";
import { addColumn } from "../operation/add-column.ts";
import { currentTime } from "../operation/current-time.ts";
import type { InsertOperation, Operation } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/** The managed timestamps of a model. */
export interface TimestampFields {
  readonly createdAt?: string | undefined;
  readonly updatedAt?: string | undefined;
}

/**
 * Fills `createdAt` and `updatedAt`.
 *
 * @param fields the names of the managed timestamps
 * @returns the stage, or undefined when the model has none
 */
export function timestampsStage({ createdAt, updatedAt }: TimestampFields): Stage | undefined {
  if (createdAt === undefined && updatedAt === undefined) return undefined;
  const touched = (now: Date): readonly AssignmentNode[] =>
    updatedAt === undefined ? [] : [{ kind: "assignment", field: updatedAt, operator: "set", value: now }];
  const stampNew = (operation: InsertOperation, now: Date): InsertOperation => {
    let { rows } = operation;
    if (createdAt !== undefined) rows = addColumn(rows, createdAt, now);
    if (updatedAt !== undefined) rows = addColumn(rows, updatedAt, now);
    return addConflictAssignments({ ...operation, rows }, touched(now));
  };
  const rewrite = (operation: Operation): Operation => {
    switch (operation.kind) {
      case "insert":
        return stampNew(operation, currentTime());
      case "update":
      case "updateEach":
        return { ...operation, set: [...operation.set, ...touched(currentTime())] };
      default:
        return operation;
    }
  };
  return (operation, next) => next(rewrite(operation));
}
