import type { MaybePromise } from "@dataflow/core";
import { type AssignmentNode, allOf, equals } from "@dataflow/query";
import { modelErrors } from "../errors/model-errors.ts";
import { addConflictAssignments } from "../operation/add-assignments.ts";
import { columnAdder } from "../operation/add-column.ts";
import { after } from "../operation/after.ts";
import { type DeleteOperation, type OperationResult, type UpdateOperation, WRITES } from "../operation/operation.ts";
import type { NextStage, Stage } from "./stage.ts";

/**
 * Optimistic locking: counts a version up with every change, and refuses a change made on a version that is no longer
 * the stored one.
 *
 * @param model the model's name, for messages
 * @param field the field that holds the version, absent when the model is not versioned
 * @returns the stage, or undefined when it does not apply
 */
export function versioningStage(model: string, field: string | undefined): Stage | undefined {
  return field === undefined ? undefined : versionedStage(model, field);
}

function versionedStage(model: string, field: string): Stage {
  const countUp: AssignmentNode = { kind: "assignment", field, operator: "inc", value: 1 };
  const addVersion = columnAdder(field);
  const pass: Stage["pass"] = (operation, next) => {
    switch (operation.kind) {
      case "insert": {
        const rows = addVersion(operation.rows, 1);
        return next(addConflictAssignments({ ...operation, rows }, [countUp]));
      }
      case "update":
        return guarded({ ...operation, set: [...operation.set, countUp] });
      case "updateEach":
        return next({ ...operation, set: [...operation.set, countUp] });
      case "delete":
        return guarded(operation);
      default:
        return next(operation);
    }

    function guarded(change: UpdateOperation | DeleteOperation): MaybePromise<OperationResult> {
      const { expectedVersion } = change;
      if (expectedVersion === undefined) return next(change);
      const current = { ...change, where: allOf([change.where, equals(field, expectedVersion)]) };
      return after(next(current), (result) =>
        result.rowCount > 0 ? result : after(refuseIfThere(model, change, next), () => result),
      );
    }
  };
  return { kinds: WRITES, changesKind: true, pass };
}

function refuseIfThere(model: string, change: UpdateOperation | DeleteOperation, next: NextStage): MaybePromise<void> {
  const count = next({ kind: "count", name: change.name, where: change.where, includeDeleted: true });
  return after(count, ({ rows }) => {
    if (rows[0]?.count === 0) return;
    throw modelErrors.create("VERSION_CONFLICT", {
      message: `${model}: the row was changed by someone else since version ${change.expectedVersion} was read`,
      why: `the model is versioned, and the stored version is no longer ${change.expectedVersion}`,
      fix: "read the row again, decide on its present state, and repeat the change with its version",
      meta: { model, expectedVersion: change.expectedVersion },
      isRetryable: false,
    });
  });
}
