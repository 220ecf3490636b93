import type { NodeValues } from "@dataflow/core";
import { allOf, anyOf, equals, type FilterNode, parseFilter, queryCapabilities } from "@dataflow/query";
import { hiddenConflict } from "../errors/hidden-conflict.ts";
import { checkFieldValue } from "../input/row-check.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, OperationName, OperationResult } from "../operation/operation.ts";
import { keyText, recordKeyOf } from "../operation/record-key.ts";

/** How a batch is upserted. */
export interface UpsertTask {
  readonly name: OperationName;
  readonly keyFields: readonly string[];
  /** The fields to change in stored rows; undefined means all that the input brings. */
  readonly updateFields: readonly string[] | undefined;
  readonly returnIds: boolean;
}

/**
 * Upserts one batch. Of rows with the same key the last wins and the others count as updated, as if each had been
 * stored by itself.
 *
 * @param batch the rows
 * @param task how
 * @param binding the model
 * @returns how many rows were new and how many changed, and the keys when asked for
 */
export async function upsertBatch(
  batch: readonly NodeValues[],
  task: UpsertTask,
  binding: ModelBinding,
): Promise<{ readonly inserted: number; readonly updated: number; readonly ids: readonly unknown[] }> {
  const rows = lastOfEachKey(batch, task.keyFields);
  const operation = upsertOperation(rows, task, binding);
  if (queryCapabilities(binding.host.connection.dialect).reportsInserted) {
    const result = await binding.run({ ...operation, returnInserted: true });
    refuseHidden(result, rows, task, binding);
    const inserted = result.rows.filter((row) => row.inserted === true).length;
    return {
      inserted,
      updated: batch.length - inserted,
      ids: result.rows.map((row) => recordKeyOf(row, binding.table.primaryKey)),
    };
  }
  const where = keysFilter(rows, task.keyFields, binding);
  const before = await binding.run({ kind: "count", name: task.name, where, includeDeleted: true });
  const storedBefore = before.rows[0]?.count as number; // a count gives one row with a number
  const result = await binding.run({ ...operation, storedBefore });
  refuseHidden(result, rows, task, binding);
  const inserted = rows.length - storedBefore;
  return {
    inserted,
    updated: batch.length - inserted,
    ids: result.rows.map((row) => recordKeyOf(row, binding.table.primaryKey)),
  };
}

/** A row that was neither stored nor changed met one that the caller cannot see. */
function refuseHidden(
  result: OperationResult,
  rows: readonly NodeValues[],
  { name }: UpsertTask,
  { definition }: ModelBinding,
): void {
  if (result.rowCount < rows.length) throw hiddenConflict(definition.name, name);
}

function upsertOperation(rows: readonly NodeValues[], task: UpsertTask, binding: ModelBinding): InsertOperation {
  const brought = new Set(rows.flatMap((row) => Object.keys(row)));
  const { updatable } = binding.definition;
  const wanted = task.updateFields ?? updatable.filter((name) => brought.has(name) && !task.keyFields.includes(name));
  const keepsStored = wanted.length === 0;
  return {
    kind: "insert",
    name: task.name,
    input: rows,
    rows: { fields: [], values: [] },
    onConflict: {
      fields: task.keyFields,
      action: { fromInput: keepsStored ? task.keyFields : wanted, assignments: [] },
    },
    keepsStored,
    returning:
      task.returnIds || queryCapabilities(binding.host.connection.dialect).reportsInserted
        ? binding.table.primaryKey
        : [],
  };
}

function lastOfEachKey(batch: readonly NodeValues[], keyFields: readonly string[]): readonly NodeValues[] {
  const byKey = new Map<string, NodeValues>();
  for (const row of batch) {
    const key = keyFields.map((name) => keyText(row[name])).join("\u0000");
    byKey.delete(key); // so that the last one also takes the last place
    byKey.set(key, row);
  }
  return byKey.size === batch.length ? batch : [...byKey.values()];
}

/** Which stored rows have one of the keys. Values that do not fit are left out here: the insert refuses them by name. */
function keysFilter(rows: readonly NodeValues[], keyFields: readonly string[], binding: ModelBinding): FilterNode {
  const [only = "", ...others] = keyFields;
  const fits = (row: NodeValues, name: string) => {
    const field = binding.definition.fields.get(name);
    const checked = field === undefined ? undefined : checkFieldValue(field, row[name], name);
    return checked !== undefined && "value" in checked ? checked.value : undefined;
  };
  if (others.length === 0) {
    const values = rows.map((row) => fits(row, only)).filter((value) => value !== undefined && value !== null);
    return parseFilter({ [only]: { $in: values } }, binding.table);
  }
  return anyOf(rows.map((row) => allOf(keyFields.map((name) => equals(name, fits(row, name) ?? null)))));
}
