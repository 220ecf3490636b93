import { setImmediate } from "node:timers/promises";
import { type Diagnostic, describeKind, isPlainObject, type NodeValues } from "@dataflow/core";
import { invalidParameter } from "./parse-scalars.ts";
import { problem, refuseProblems } from "./row-check.ts";
import { untilAborted } from "./until-aborted.ts";

/**
 * Rows from anywhere: an array, anything that can be iterated, or anything that can be awaited row by row. Arrays can be
 * iterated, too; named by themselves they let the compiler say which field of which row does not fit.
 */
export type RowSource<Values = NodeValues> = readonly Values[] | Iterable<Values> | AsyncIterable<Values>;

/** Rows that come several at a time: each group is there when it is asked for, so its rows need not be awaited one by one. */
export class RowGroups<Values = NodeValues> implements AsyncIterable<Values> {
  readonly groups: AsyncIterable<Iterable<Values>>;

  constructor(groups: AsyncIterable<Iterable<Values>>) {
    this.groups = groups;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Values> {
    for await (const group of this.groups) yield* group;
  }
}

/** How rows are cut into batches. */
export interface RowBatchOptions {
  /** How many rows a batch has, the first one at least. */
  readonly size: number;
  /** How many rows later ones may have, unless rows are long. */
  readonly growsTo?: number | undefined;
  /** Values that fill a field of every row that does not bring its own. */
  readonly shared: NodeValues;
  /** Stops between two batches, and while the source is waited for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Cuts rows into batches without holding more than one of them. Between two batches the event loop turns, so that an
 * import into a database that answers at once does not keep everything else waiting.
 *
 * @param source the rows
 * @param options how the batches are made
 * @returns the batches
 * @throws the signal's reason when it is aborted
 */
export async function* rowBatches(
  source: RowSource,
  { size: firstSize, growsTo, shared, signal }: RowBatchOptions,
): AsyncGenerator<readonly NodeValues[]> {
  const hasShared = Object.keys(shared).length > 0;
  let size = firstSize;
  for await (const batch of inBatches(source, () => size, signal)) {
    if (growsTo !== undefined) size = sizeFor(batch, { least: firstSize, most: growsTo });
    yield hasShared ? batch.map((row) => (isPlainObject(row) ? { ...shared, ...row } : row)) : batch;
  }
}

/**
 * Cuts anything that can be iterated into batches. Between two batches the event loop turns.
 *
 * @param source what is cut
 * @param size gives how many the next batch has
 * @param signal stops between two batches, and while the source is waited for
 * @returns the batches
 * @throws the signal's reason when it is aborted
 */
export async function* inBatches<Value>(
  source: RowSource<Value>,
  size: () => number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Value[]> {
  signal?.throwIfAborted();
  let isFirst = true;
  const batches = Symbol.asyncIterator in source ? asyncBatches(source, size, signal) : syncBatches(source, size);
  for await (const batch of batches) {
    if (!isFirst) await setImmediate();
    isFirst = false;
    signal?.throwIfAborted();
    yield batch;
  }
  // A source that heard of the abort may have ended too soon. A list is as long as it is, and all of it may be stored by now.
  if (!Array.isArray(source)) signal?.throwIfAborted();
}

/** Rows that are there already are not awaited one by one: that would cost as much as storing them. */
function* syncBatches<Value>(source: Iterable<Value>, size: () => number): Generator<readonly Value[]> {
  if (Array.isArray(source)) return yield* slices<Value>(source, size);
  let batch: Value[] = [];
  let most = size();
  for (const row of source) {
    if (batch.push(row) < most) continue;
    yield batch;
    batch = [];
    most = size();
  }
  if (batch.length > 0) yield batch;
}

function* slices<Value>(source: readonly Value[], size: () => number): Generator<readonly Value[]> {
  for (let start = 0; start < source.length; ) {
    const end = start + size();
    yield source.slice(start, end);
    start = end;
  }
}

async function* asyncBatches<Value>(
  source: AsyncIterable<Value>,
  size: () => number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Value[]> {
  let batch: Value[] = [];
  let most = size();
  for await (const group of groupsOf(source, signal)) {
    for (const row of group) {
      if (batch.push(row) < most) continue;
      yield batch;
      batch = [];
      most = size();
    }
  }
  if (batch.length > 0) yield batch;
}

function groupsOf<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal | undefined,
): AsyncIterable<Iterable<Value>> {
  if (!(source instanceof RowGroups)) return alone(untilAborted(source, signal));
  // The groups are of what the source is a source of; instanceof does not say so.
  return untilAborted((source as RowGroups<Value>).groups, signal);
}

/** Each row as a group of its own. */
async function* alone<Value>(source: AsyncIterable<Value>): AsyncGenerator<readonly Value[]> {
  for await (const row of source) yield [row];
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

/**
 * Refuses what is no row: each is named by its place, so that it can be left out.
 *
 * @param rows what untyped code gave as rows
 * @param firstRow the place of the first one in the input
 * @param model the model's name
 * @throws MODEL.INVALID_INPUT
 */
export function refuseOddRows(rows: readonly unknown[], firstRow: number, model: string): void {
  const problems: Diagnostic[] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (isPlainObject(row)) continue;
    const text = { message: `is ${describeKind(row)}, and no row`, fix: "give a plain object of fields" };
    problems.push(problem(`${model}[${firstRow + index}]`, text));
  }
  refuseProblems(model, problems);
}

/**
 * How much larger a batch may be than the one before it: rows are made ready several times as fast as they are stored, so
 * that a larger one is not waited for, and a much larger one is.
 */
const GROWTH = 4;

/** What a batch may hold, roughly: two of them are in memory, as they were given and as they are stored. */
const BATCH_LENGTH = 2_000_000;

const SAMPLES = 10;

function sizeFor(
  batch: readonly NodeValues[],
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const step = Math.max(1, Math.floor(batch.length / SAMPLES));
  let length = 0;
  let count = 0;
  for (let index = 0; index < batch.length; index += step) {
    length += lengthOf(batch[index]);
    count++;
  }
  const fitting = Math.floor((BATCH_LENGTH * count) / Math.max(length, 1));
  return Math.max(least, Math.min(most, batch.length * GROWTH, fitting));
}

/** Deeper than this nothing is looked at: nobody has checked the rows yet, and one may hold itself. */
const DEPTH = 4;

/** What a value takes, roughly. */
function lengthOf(value: unknown, depth = 0): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== "object" || value === null || depth === DEPTH) return 8;
  let length = 16;
  for (const part of Object.values(value)) length += lengthOf(part, depth + 1);
  return length;
}
