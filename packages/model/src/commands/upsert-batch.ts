import type { NodeValues } from "@dataflow/core";
import { allOf, anyOf, equals, type FilterNode, parseFilter, queryCapabilities } from "@dataflow/query";
import { hiddenConflict } from "../errors/hidden-conflict.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { InsertOperation, OperationName } from "../operation/operation.ts";
import { recordKeyOf } from "../operation/record-key.ts";
import type { BatchOutcome } from "./run-batches.ts";
import { readUpsertRows, type UpsertRow } from "./upsert-rows.ts";

/** How a batch is upserted. */
export interface UpsertTask {
  readonly name: OperationName;
  readonly keyFields: readonly string[];
  /** The fields to change in stored rows; undefined means all that the input brings. */
  readonly updateFields: readonly string[] | undefined;
  readonly returnIds: boolean;
  /** The place of the batch's first row in the input. */
  readonly firstRow: number;
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
): Promise<BatchOutcome> {
  const given = readUpsertRows(batch, task, binding);
  const last = new Map(given.flatMap((row) => (row.key === undefined ? [] : [[row.key.text, row] as const])));
  const winners =
    last.size === 0 ? given : given.filter((row) => row.key === undefined || last.get(row.key.text) === row);
  const idOf = new Map<UpsertRow, unknown>();
  let inserted = 0;
  for (const group of groupsOf(winners)) {
    const stored = await upsertGroup(group, task, binding);
    inserted += stored.inserted;
    for (const [index, row] of group.entries()) idOf.set(row, stored.ids[index]);
  }
  return {
    inserted,
    updated: batch.length - inserted,
    duplicates: batch.length - winners.length,
    ids: task.returnIds
      ? given.map((row) => idOf.get(row.key === undefined ? row : (last.get(row.key.text) ?? row)))
      : [],
  };
}

/** Rows that set the same fields only on insert are one statement; mostly that is all of them. */
function groupsOf(rows: readonly UpsertRow[]): Iterable<readonly UpsertRow[]> {
  if (rows.every(({ onlyNew }) => onlyNew.length === 0)) return [rows];
  const groups = new Map<string, UpsertRow[]>();
  for (const row of rows) {
    const name = row.onlyNew.join("\u0000");
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(row);
  }
  return groups.values();
}

async function upsertGroup(
  rows: readonly UpsertRow[],
  task: UpsertTask,
  binding: ModelBinding,
): Promise<{ readonly inserted: number; readonly ids: readonly unknown[] }> {
  const operation = upsertOperation(rows, task, binding);
  const { definition, table } = binding;
  const tells = queryCapabilities(binding.host.connection.dialect).reportsInserted;
  const storedBefore = tells ? undefined : await countStored(rows, task, binding);
  const result = await binding.run(
    storedBefore === undefined ? { ...operation, returnInserted: true } : { ...operation, storedBefore },
  );
  // A row that was neither stored nor changed met one that the caller cannot see.
  if (result.rowCount < rows.length) throw hiddenConflict(definition.name, task.name);
  return {
    inserted:
      storedBefore === undefined
        ? result.rows.filter((row) => row.inserted === true).length
        : rows.length - storedBefore,
    ids: task.returnIds ? result.rows.map((row) => recordKeyOf(row, table.primaryKey)) : [],
  };
}

function upsertOperation(rows: readonly UpsertRow[], task: UpsertTask, binding: ModelBinding): InsertOperation {
  const wanted = task.updateFields ?? broughtFields(rows, task.keyFields, binding);
  const keepsStored = wanted.length === 0;
  return {
    kind: "insert",
    name: task.name,
    input: rows.map(({ values }) => values),
    rowNumber: (index) => rows[index]?.row ?? 0,
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

function broughtFields(
  rows: readonly UpsertRow[],
  keyFields: readonly string[],
  { definition }: ModelBinding,
): readonly string[] {
  const brought = new Set<string>();
  for (const { values } of rows) for (const name in values) brought.add(name);
  const onlyNew = rows[0]?.onlyNew ?? [];
  return definition.updatable.filter(
    (name) => brought.has(name) && !keyFields.includes(name) && !onlyNew.includes(name),
  );
}

/** How many of the rows are stored already, where the database cannot tell afterwards. */
async function countStored(rows: readonly UpsertRow[], task: UpsertTask, binding: ModelBinding): Promise<number> {
  const keys = rows.flatMap(({ key }) => (key === undefined ? [] : [key.values]));
  if (keys.length === 0) return 0;
  const where = keysFilter(keys, task.keyFields, binding);
  const before = await binding.run({ kind: "count", name: task.name, where, includeDeleted: true });
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
