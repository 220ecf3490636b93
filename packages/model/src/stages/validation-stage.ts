import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { type InsertPlan, prepareRows } from "../input/insert-plan.ts";
import { prepareKeyedRows } from "../input/keyed-rows.ts";
import { plainChanges, prepareChanges } from "../input/prepare-changes.ts";
import { refuseProblems } from "../input/row-check.ts";
import { addConflictAssignments } from "../operation/add-assignments.ts";
import { after } from "../operation/after.ts";
import type {
  InsertOperation,
  OperationResult,
  RowSet,
  UpdateEachOperation,
  UpdateOperation,
} from "../operation/operation.ts";
import { joinTouched, NOTHING_TOUCHED } from "../operation/touched-rows.ts";
import { type NextStage, type Stage, VALUE_WRITES } from "./stage.ts";

/**
 * Checks every value that is to be written, fills in defaults, and refuses what does not fit: nothing reaches the
 * database when one value of an operation is wrong.
 *
 * @param plan how rows of the model are made ready
 * @param transaction makes several statements one
 * @returns the stage
 */
export function validationStage(plan: InsertPlan, transaction: Connection["transaction"]): Stage {
  const { definition } = plan;
  const asPlain = plainChanges(definition);
  const { name } = definition;

  const insert = (operation: InsertOperation, next: NextStage): MaybePromise<OperationResult> =>
    after(withConflictChanges(definition, operation), (withChanges) =>
      after(operation.prepared ?? prepareRows(plan, operation.input, operation.rowNumber), ({ sets, problems }) => {
        refuseProblems(name, problems);
        return eachSet(sets, transaction, (rows) => next({ ...withChanges, rows }));
      }),
    );

  const update = (operation: UpdateOperation, next: NextStage): MaybePromise<OperationResult> => {
    const { changes, positions } = operation;
    const plain = positions === undefined ? asPlain(changes) : undefined;
    return after(plain ?? prepareChanges(definition, changes, positions), ({ set, problems }) => {
      refuseProblems(name, problems);
      return next({ ...operation, set: operation.set.length === 0 ? set : [...operation.set, ...set] });
    });
  };

  const updateEach = (operation: UpdateEachOperation, next: NextStage): MaybePromise<OperationResult> =>
    after(operation.prepared ?? prepareKeyedRows(definition, operation), ({ sets, problems }) => {
      refuseProblems(name, problems);
      return eachSet(sets, transaction, (rows) => next({ ...operation, rows }));
    });

  const pass: Stage["pass"] = (operation, next) => {
    switch (operation.kind) {
      case "insert":
        return insert(operation, next);
      case "update":
        return update(operation, next);
      case "updateEach":
        return updateEach(operation, next);
      default:
        return next(operation);
    }
  };
  return { kinds: VALUE_WRITES, pass };
}

/** Rows of several shapes need several statements; one shape is the rule. */
function eachSet(
  sets: readonly RowSet[],
  transaction: Connection["transaction"],
  run: (rows: RowSet) => MaybePromise<OperationResult>,
): MaybePromise<OperationResult> {
  const [first, ...others] = sets;
  if (first === undefined) return { rows: [], rowCount: 0 };
  if (others.length === 0) return run(first);
  return transaction(async () => {
    const results: OperationResult[] = [];
    for (const set of sets) results.push(await run(set));
    return joinResults(results);
  });
}

function joinResults(results: readonly OperationResult[]): OperationResult {
  const touched = results.map((result) => result.touched).filter((part) => part !== undefined);
  const inserted = results.map((result) => result.inserted).filter((part) => part !== undefined);
  return {
    rows: results.flatMap(({ rows }) => rows),
    rowCount: results.reduce((sum, { rowCount }) => sum + rowCount, 0),
    ...(inserted.length === 0 ? {} : { inserted: inserted.reduce((sum, part) => sum + part, 0) }),
    ...(touched.length === 0 ? {} : { touched: touched.reduce(joinTouched, NOTHING_TOUCHED) }),
  };
}

/** What an upsert does to a stored row is checked like an update. */
function withConflictChanges(
  definition: AnyModelDefinition,
  operation: InsertOperation,
): MaybePromise<InsertOperation> {
  if (operation.conflictChanges === undefined) return operation;
  return after(prepareChanges(definition, operation.conflictChanges), ({ set, problems }) => {
    refuseProblems(definition.name, problems);
    return addConflictAssignments(operation, set);
  });
}
