import { hiddenConflict } from "../errors/hidden-conflict.ts";
import { RowNumbering } from "../execution/row-numbering.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, OperationName } from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import type { BatchPreparing, StoreRows } from "./read-ahead.ts";
import { type UpsertFields, type UpsertStep, upsertRowReader } from "./upsert-rows.ts";

/** How rows are upserted. */
export interface UpsertTask extends UpsertFields {
  readonly name: OperationName;
  readonly returnIds: boolean;
}

/**
 * Makes what upserts batches. It gives how many rows were new and how many changed, and the keys when asked for. The
 * last of several rows with the same key wins, and the others count as updated, because each is stored by itself. Rows that
 * bring the same fields are stored together, so a row may come before one that gives up what it takes: then all are stored
 * again, in the order of the input.
 *
 * @param task how
 * @param binding the model
 * @returns what makes a batch ready
 */
export function upsertPreparing(task: UpsertTask, binding: ModelBinding): BatchPreparing {
  const readRows = upsertRowReader(task, binding);
  const numbering = new RowNumbering(binding.host.connection, binding.table);
  const place = { task, binding, numbering };
  return {
    prepare: (batch, firstRow) => storeSteps(readRows(batch, firstRow), { ...place, firstRow, count: batch.length }),
    prepareInTurn: (batch, firstRow, failure) => {
      const steps = readRows(batch, firstRow, true);
      if (steps.length === 1) throw failure;
      return storeSteps(steps, { ...place, firstRow, count: batch.length });
    },
  };
}

interface StepsPlace extends UpsertPlace {
  readonly firstRow: number;
  readonly numbering: RowNumbering;
  /** How many rows the steps have together. */
  readonly count: number;
}

function storeSteps(steps: readonly UpsertStep[], place: StepsPlace): StoreRows {
  const { task, binding, count } = place;
  const ready = steps.map((step) => ({ step, operation: upsertOperation(step, place) }));
  return async (meanwhile) => {
    const ids = task.returnIds ? new Array<unknown>(count) : [];
    let inserted = 0;
    for (const [index, { step, operation }] of ready.entries()) {
      const isLast = index === ready.length - 1;
      const stored = await storeStep(step, isLast ? { ...operation, meanwhile } : operation, { task, binding });
      inserted += stored.inserted;
      for (const [row, id] of stored.ids.entries()) ids[step.places[row] ?? 0] = id;
    }
    return { inserted, updated: count - inserted, duplicates: duplicatesOf(steps), ids };
  };
}

function duplicatesOf(steps: readonly UpsertStep[]): number {
  return steps.reduce((sum, { isRepeated, rows }) => sum + (isRepeated ? rows.length : 0), 0);
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
  const { rows, rowCount, inserted = 0 } = await binding.run(operation);
  // A row that was neither stored nor changed met one that the caller cannot see.
  if (rowCount < step.rows.length) throw hiddenConflict(definition.name, task.name, task.keyFields);
  return { inserted, ids: task.returnIds ? rows.map((row) => recordKeyOf(row, table.primaryKey)) : [] };
}

function upsertOperation(
  { rows, places, takenOver }: UpsertStep,
  { firstRow, task, binding, numbering }: UpsertPlace & { readonly firstRow: number; readonly numbering: RowNumbering },
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
    returnInserted: true,
    numbering,
  };
}
