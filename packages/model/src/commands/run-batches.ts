import type { DataFlowError, NodeValues } from "@dataflow/core";
import { type RowSource, rowBatches } from "../input/row-batches.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { BatchSettings } from "./batch-parameters.ts";
import { describeRowError, errorOfRow, isRowError, namesItsRows, type RowError } from "./row-error.ts";

/** What became of the rows of one batch. */
export interface BatchOutcome {
  readonly inserted: number;
  readonly updated: number;
  /** Rows that a later row with the same key replaced. */
  readonly duplicates: number;
  /** The keys of the stored rows, in the order of the input; empty when nobody asked for them. */
  readonly ids: readonly unknown[];
}

/** What became of all rows so far. */
export interface BulkOutcome {
  processed: number;
  inserted: number;
  updated: number;
  duplicates: number;
  readonly ids: unknown[];
  /** How many rows are in error. */
  failed: number;
  readonly errors: RowError[];
}

/** A bulk operation as batches see it. */
export interface BulkTask {
  readonly binding: ModelBinding;
  readonly data: RowSource;
  readonly shared: NodeValues;
  readonly settings: BatchSettings;
  readonly signal: AbortSignal | undefined;
  /** Stores rows, all of them or none; `firstRow` is the place of the first one in the input. */
  readonly store: (rows: readonly NodeValues[], firstRow: number) => Promise<BatchOutcome>;
}

/**
 * Runs a bulk operation batch by batch, with flat memory: in one transaction, or in one for each batch.
 *
 * @param task the rows, and how they are stored
 * @returns what became of them
 * @throws what a row could not be stored for, unless rows in error are left out; the signal's reason when it is aborted
 */
export async function runBatches(task: BulkTask): Promise<BulkOutcome> {
  const { data, settings, shared, signal, binding } = task;
  const outcome: BulkOutcome = { processed: 0, inserted: 0, updated: 0, duplicates: 0, ids: [], failed: 0, errors: [] };
  const { connection } = binding.host;
  const eachBatch = async (): Promise<void> => {
    for await (const batch of rowBatches(data, { size: settings.batchSize, shared, signal })) {
      const firstRow = outcome.processed;
      outcome.processed += batch.length;
      await storeBatch(batch, firstRow, task, outcome);
      settings.onProgress?.(progressOf(outcome));
    }
  };
  await binding.host.ready();
  // The transaction of one batch is all of it: another one around it would only be a longer way.
  const isOneBatch = Array.isArray(data) && data.length <= settings.batchSize && settings.onRowError === "fail";
  if (settings.atomic && !isOneBatch) await connection.transaction(eachBatch);
  else await eachBatch();
  return outcome;
}

/** How far a bulk operation has come. */
export interface BulkProgress {
  /** Rows read from the input so far. */
  readonly processed: number;
  readonly inserted: number;
  readonly updated: number;
  /** Rows in error, left out. */
  readonly failed: number;
}

function progressOf({ processed, inserted, updated, failed }: BulkOutcome): BulkProgress {
  return Object.freeze({ processed, inserted, updated, failed });
}

async function storeBatch(
  rows: readonly NodeValues[],
  firstRow: number,
  task: BulkTask,
  outcome: BulkOutcome,
): Promise<void> {
  const { connection } = task.binding.host;
  try {
    add(await connection.transaction(() => task.store(rows, firstRow)), outcome);
  } catch (error) {
    if (!isRowError(error)) throw error;
    if (task.settings.onRowError !== "fail") return storeTheGood(rows, firstRow, error, { task, outcome });
    if (namesItsRows(error)) throw error;
    await connection.transaction(() => throwForRow(rows, firstRow, error, task));
  }
}

interface Lenient {
  readonly task: BulkTask;
  readonly outcome: BulkOutcome;
}

/** Halves a batch that failed until the rows in error stand alone: few statements when few rows are wrong. */
async function storeTheGood(
  rows: readonly NodeValues[],
  firstRow: number,
  error: DataFlowError,
  lenient: Lenient,
): Promise<void> {
  const { task, outcome } = lenient;
  if (rows.length === 1) {
    outcome.failed++;
    if (task.settings.onRowError === "collect") outcome.errors.push(describeRowError(firstRow, error));
    return;
  }
  const middle = rows.length >> 1;
  await storeBatch(rows.slice(0, middle), firstRow, task, outcome);
  await storeBatch(rows.slice(middle), firstRow + middle, task, outcome);
}

/** Finds the first row that cannot be stored, and fails for it. Only called in a transaction that ends with the failure. */
async function throwForRow(
  rows: readonly NodeValues[],
  firstRow: number,
  error: DataFlowError,
  task: BulkTask,
): Promise<never> {
  if (rows.length === 1) throw errorOfRow(firstRow, error);
  const middle = rows.length >> 1;
  const halves = [
    { part: rows.slice(0, middle), start: firstRow },
    { part: rows.slice(middle), start: firstRow + middle },
  ];
  for (const { part, start } of halves) {
    try {
      await task.binding.host.connection.transaction(() => task.store(part, start));
    } catch (found) {
      if (!isRowError(found)) throw found;
      return throwForRow(part, start, found, task);
    }
  }
  // Stored one half after the other, the rows are not in error: it is only the batch as a whole that failed.
  throw error;
}

function add(batch: BatchOutcome, outcome: BulkOutcome): void {
  outcome.inserted += batch.inserted;
  outcome.updated += batch.updated;
  outcome.duplicates += batch.duplicates;
  for (const id of batch.ids) outcome.ids.push(id);
}
