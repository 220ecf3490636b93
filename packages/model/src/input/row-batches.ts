import { setImmediate } from "node:timers/promises";
import { describeKind, isPlainObject, type NodeValues } from "@dataflow/core";
import { invalidParameter } from "./parse-scalars.ts";

/** Rows from anywhere: an array, anything that can be iterated, or anything that can be awaited row by row. */
export type RowSource<Values = NodeValues> = Iterable<Values> | AsyncIterable<Values>;

/** How rows are cut into batches. */
export interface BatchSettings {
  /** How many rows a batch has. */
  readonly size: number;
  /** Values that fill a field of every row that does not bring its own. */
  readonly shared: NodeValues;
  /** Stops between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cuts rows into batches without holding more than one of them. Between two batches the event loop turns, so that an
 * import into a database that answers at once does not keep everything else waiting.
 *
 * @param source the rows
 * @param options how the batches are made
 * @returns the batches
 * @throws MODEL.INVALID_PARAMETER a row that is no plain object; the signal's reason when it is aborted
 */
export async function* rowBatches(
  source: RowSource,
  { size, shared, signal }: BatchSettings,
): AsyncGenerator<readonly NodeValues[]> {
  const hasShared = Object.keys(shared).length > 0;
  let position = 0;
  for await (const batch of inBatches(source, size, signal)) {
    for (const row of batch) refuseOddRow(row, position++);
    yield hasShared ? batch.map((row) => ({ ...shared, ...row })) : batch;
  }
}

/**
 * Cuts anything that can be iterated into batches. Between two batches the event loop turns.
 *
 * @param source what is cut
 * @param size how many a batch has
 * @param signal stops between two batches
 * @returns the batches
 * @throws the signal's reason when it is aborted
 */
export async function* inBatches<Value>(
  source: RowSource<Value>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Value[]> {
  signal?.throwIfAborted();
  let isFirst = true;
  for await (const batch of Symbol.asyncIterator in source ? asyncBatches(source, size) : syncBatches(source, size)) {
    if (!isFirst) await setImmediate();
    isFirst = false;
    signal?.throwIfAborted();
    yield batch;
  }
  signal?.throwIfAborted();
}

/** Rows that are there already are not awaited one by one: that would cost as much as storing them. */
function* syncBatches<Value>(source: Iterable<Value>, size: number): Generator<readonly Value[]> {
  let batch: Value[] = [];
  for (const row of source) {
    if (batch.push(row) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* asyncBatches<Value>(source: AsyncIterable<Value>, size: number): AsyncGenerator<readonly Value[]> {
  let batch: Value[] = [];
  for await (const row of source) {
    if (batch.push(row) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Reads the parameter `data`.
 *
 * @param value what was given
 * @returns the rows, not yet looked at
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseRowSource(value: unknown): RowSource {
  const isSource =
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
  if (isSource) return value as RowSource; // iterable as was just checked; each row is checked as it comes
  throw invalidParameter(
    "data",
    `it is ${describeKind(value)}`,
    "pass an array of rows, or an iterable or async iterable of them",
  );
}

function refuseOddRow(row: unknown, position: number): void {
  if (isPlainObject(row)) return;
  throw invalidParameter("data", `row ${position} is ${describeKind(row)}`, "every row is a plain object of fields");
}
