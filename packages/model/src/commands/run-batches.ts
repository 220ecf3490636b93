import type { DataFlowError, NodeValues } from "@dataflow/core";
import { type RowSource, refuseOddRows, rowBatches } from "../input/row-batches.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import type { BatchSettings } from "./batch-parameters.ts";
import { type Batch, type BatchPreparing, BatchReader, batchOf, type PrepareRows } from "./read-ahead.ts";
import { describeRowError, errorOfRow, isRowError, isTakenValue, namesItsRows, type RowError } from "./row-error.ts";

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
export interface BulkTask extends BatchPreparing {
  readonly binding: ModelBinding;
  readonly data: RowSource;
  readonly shared: NodeValues;
  readonly settings: BatchSettings;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a bulk operation batch by batch, with flat memory: in one transaction, or in one for each batch. While the
 * database stores a batch, the next one is read and checked.
 *
 * @param given the rows, and how they are stored
 * @returns what became of them
 * @throws what a row could not be stored for, unless rows in error are left out; the signal's reason when it is aborted
 */
export async function runBatches(given: BulkTask): Promise<BulkOutcome> {
  const task = onRowsOnly(given);
  const { data, settings, shared, signal, binding } = task;
  const { batchSize, growsTo, onRowError, atomic, onProgress } = settings;
  const outcome: BulkOutcome = { processed: 0, inserted: 0, updated: 0, duplicates: 0, ids: [], failed: 0, errors: [] };
  // The transaction of one batch is all of it: another one around it would only be a longer way.
  const isOneBatch = Array.isArray(data) && data.length <= batchSize && onRowError === "fail";
  const eachBatch = async (): Promise<void> => {
    const reader = new BatchReader(rowBatches(data, { size: batchSize, growsTo, shared, signal }), task.prepare);
    try {
      for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
        outcome.processed += batch.rows.length;
        await storeBatch(batch, { task, outcome, meanwhile: reader.hurry });
        onProgress?.(progressOf(outcome));
      }
    } finally {
      await reader.close();
    }
  };
  await binding.host.ready(binding.definition);
  if (atomic && !isOneBatch) await binding.host.connection.transaction(eachBatch);
  else await eachBatch();
  return outcome;
}

/** What is no row is a row in error, found before any of its batch is looked at more closely. */
function onRowsOnly(task: BulkTask): BulkTask {
  const { prepare, binding } = task;
  const prepareRowsOnly: PrepareRows = (rows, firstRow) => {
    refuseOddRows(rows, firstRow, binding.definition.name);
    return prepare(rows, firstRow);
  };
  return { ...task, prepare: prepareRowsOnly };
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

/** What batches are stored for. */
interface Storing {
  readonly task: BulkTask;
  readonly outcome: BulkOutcome;
  readonly meanwhile: () => void;
}

async function storeBatch(batch: Batch, storing: Storing): Promise<void> {
  const { task, outcome, meanwhile } = storing;
  const { connection } = task.binding.host;
  const { attempt = (work) => connection.transaction(work) } = task.binding;
  try {
    add(await storeWhole(batch, { task, attempt, meanwhile }), outcome);
  } catch (error) {
    if (!isRowError(error)) throw error;
    if (task.settings.onRowError !== "fail") return storeTheGood(batch, error, storing);
    if (namesItsRows(error)) throw error;
    await connection.transaction(() => throwForRow(batch, error, task));
  }
}

/** How all rows of a batch are stored. */
interface Attempt {
  readonly task: BulkTask;
  /** Runs what is undone as a whole when it fails. */
  readonly attempt: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly meanwhile: () => void;
}

/** Stores all rows of a batch, or none; in another order when it is the order that was wrong. */
async function storeWhole(batch: Batch, { task, attempt, meanwhile }: Attempt): Promise<BatchOutcome> {
  const { prepareInTurn } = task;
  try {
    return await attempt(() => batch.take()(meanwhile));
  } catch (error) {
    if (prepareInTurn === undefined || batch.rows.length === 1 || !isTakenValue(error)) throw error;
    return attempt(() => prepareInTurn(batch.rows, batch.firstRow, error)(meanwhile));
  }
}

/** Halves a batch that failed until the rows in error stand alone: few statements when few rows are wrong. */
async function storeTheGood(batch: Batch, error: DataFlowError, storing: Storing): Promise<void> {
  const { task, outcome } = storing;
  if (batch.rows.length === 1) {
    outcome.failed++;
    if (task.settings.onRowError === "collect") outcome.errors.push(describeRowError(batch.firstRow, error));
    return;
  }
  for (const half of halvesOf(batch, task)) await storeBatch(half, storing);
}

/** Finds the first row that cannot be stored, and fails for it. Only called in a transaction that ends with the failure. */
async function throwForRow(batch: Batch, error: DataFlowError, task: BulkTask): Promise<never> {
  if (batch.rows.length === 1) throw errorOfRow(batch.firstRow, error);
  const { connection } = task.binding.host;
  for (const half of halvesOf(batch, task)) {
    try {
      await storeWhole(half, { task, attempt: (work) => connection.transaction(work), meanwhile: nothing });
    } catch (found) {
      if (!isRowError(found)) throw found;
      return throwForRow(half, found, task);
    }
  }
  // Stored one half after the other, the rows are not in error: it is only the batch as a whole that failed.
  throw error;
}

function halvesOf({ rows, firstRow }: Batch, { prepare }: BulkTask): readonly Batch[] {
  const middle = rows.length >> 1;
  return [batchOf(rows.slice(0, middle), firstRow, prepare), batchOf(rows.slice(middle), firstRow + middle, prepare)];
}

function nothing(): void {
  // Nobody waits for the next rows when an operation is about to fail.
}

function add(batch: BatchOutcome, outcome: BulkOutcome): void {
  outcome.inserted += batch.inserted;
  outcome.updated += batch.updated;
  outcome.duplicates += batch.duplicates;
  for (const id of batch.ids) outcome.ids.push(id);
}
