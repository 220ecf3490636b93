import type { AssignmentNode } from "@dataflow/query";
import { addConflictAssignments } from "../operation/add-assignments.ts";
import { columnAdder } from "../operation/add-column.ts";
import { currentTime } from "../operation/current-time.ts";
import type { InsertOperation, Operation } from "../operation/operation.ts";
import { type Stage, VALUE_WRITES } from "./stage.ts";

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
  const addCreated = createdAt === undefined ? undefined : columnAdder(createdAt);
  const addUpdated = updatedAt === undefined ? undefined : columnAdder(updatedAt);
  const stampNew = (operation: InsertOperation, now: Date): InsertOperation => {
    let { rows } = operation;
    if (addCreated !== undefined) rows = addCreated(rows, now);
    if (addUpdated !== undefined) rows = addUpdated(rows, now);
    const stamped = { ...operation, rows };
    return operation.onConflict === undefined ? stamped : addConflictAssignments(stamped, touched(now));
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
  return { kinds: VALUE_WRITES, pass: (operation, next) => next(rewrite(operation)) };
}
