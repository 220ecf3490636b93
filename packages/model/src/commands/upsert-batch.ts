import { allOf, anyOf, equals, type FilterNode, parseFilter, queryCapabilities } from "@dataflow/query";
import { hiddenConflict } from "../errors/hidden-conflict.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, OperationName } from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import type { PrepareRows } from "./read-ahead.ts";
import { type UpsertFields, type UpsertStep, upsertRowReader } from "./upsert-rows.ts";

/** How rows are upserted. */
export interface UpsertTask extends UpsertFields {
  readonly name: OperationName;
  readonly returnIds: boolean;
}

/**
 * Makes what upserts batches. It gives how many rows were new and how many changed, and the keys when asked for. The
 * last of several rows with the same key wins, and the others count as updated, because each is stored by itself.
 *
 * @param task how
 * @param binding the model
 * @returns what makes a batch ready
 */
export function upsertPreparing(task: UpsertTask, binding: ModelBinding): PrepareRows {
  const readRows = upsertRowReader(task, binding);
  return (batch, firstRow) => {
    const steps = readRows(batch, firstRow).map((step) => ({
      step,
      operation: upsertOperation(step, { firstRow, task, binding }),
    }));
    return async (meanwhile) => {
      const ids = task.returnIds ? new Array<unknown>(batch.length) : [];
      let inserted = 0;
      for (const [index, { step, operation }] of steps.entries()) {
        const isLast = index === steps.length - 1;
        const stored = await storeStep(step, isLast ? { ...operation, meanwhile } : operation, { task, binding });
        inserted += stored.inserted;
        for (const [row, id] of stored.ids.entries()) ids[step.places[row] ?? 0] = id;
      }
      return { inserted, updated: batch.length - inserted, duplicates: duplicatesOf(steps), ids };
    };
  };
}

function duplicatesOf(steps: readonly { readonly step: UpsertStep }[]): number {
  return steps.reduce((sum, { step }) => sum + (step.isRepeated ? step.rows.length : 0), 0);
}

interface UpsertPlace {
  readonly task: UpsertTask;
  readonly binding: ModelBinding;
}

async function storeStep(
  step: UpsertStep,
  operation: InsertOperation,
  { task, binding }: UpsertPlace,
): Promise<{ readonly inserted: number; readonly ids: readonly unknown[] }> {
  const { definition, table } = binding;
  const tells = queryCapabilities(binding.host.connection.dialect).reportsInserted;
  const storedBefore = tells ? undefined : await countStored(step, task, binding);
  const result = await binding.run(
    storedBefore === undefined ? { ...operation, returnInserted: true } : { ...operation, storedBefore },
  );
  // A row that was neither stored nor changed met one that the caller cannot see.
  if (result.rowCount < step.rows.length) throw hiddenConflict(definition.name, task.name);
  return {
    inserted: storedBefore === undefined ? (result.inserted ?? 0) : step.rows.length - storedBefore,
    ids: task.returnIds ? result.rows.map((row) => recordKeyOf(row, table.primaryKey)) : [],
  };
}

function upsertOperation(
  { rows, places, takenOver }: UpsertStep,
  { firstRow, task, binding }: UpsertPlace & { readonly firstRow: number },
): InsertOperation {
  const keepsStored = takenOver.length === 0;
  const rowNumber = (index: number) => firstRow + (places[index] ?? 0);
  return {
    kind: "insert",
    name: task.name,
    input: rows,
    rowNumber,
    prepared: binding.prepareRows(rows, rowNumber),
    rows: { fields: [], values: [] },
    onConflict: {
      fields: task.keyFields,
      action: { fromInput: keepsStored ? task.keyFields : takenOver, assignments: [] },
    },
    keepsStored,
    returning: task.returnIds ? binding.table.primaryKey : [],
  };
}

/** How many of the rows are stored already, where the database cannot tell afterwards. */
async function countStored({ keys }: UpsertStep, task: UpsertTask, binding: ModelBinding): Promise<number> {
  if (keys.length === 0) return 0;
  const where = keysFilter(keys, task.keyFields, binding);
  const before = await binding.run({ kind: "count", name: task.name, isAside: true, where, includeDeleted: true });
  return before.rows[0]?.count as number; // a count gives one row with a number
}

function keysFilter(
  keys: readonly (readonly unknown[])[],
  keyFields: readonly string[],
  { table }: ModelBinding,
): FilterNode {
  const [only = "", ...others] = keyFields;
  if (others.length === 0) return parseFilter({ [only]: { $in: keys.map(([value]) => value) } }, table);
  return anyOf(keys.map((values) => allOf(keyFields.map((name, index) => equals(name, values[index])))));
}
