import type { DataFlowError, NodeValues } from "@dataflow/core";
import type { BatchOutcome } from "./run-batches.ts";

/** Rows of one batch, made ready as far as that needs no database. */
export interface Batch {
  readonly rows: readonly NodeValues[];
  /** The place of the first row in the input. */
  readonly firstRow: number;
  /** What stores the rows. Every call gives one of its own, because storing uses it up. */
  readonly take: () => StoreRows;
}

/** Stores rows that are ready, all of them or none. `meanwhile` is called while a database that takes its time is at work. */
export type StoreRows = (meanwhile: () => void) => Promise<BatchOutcome>;

/** Makes rows ready to be stored; `firstRow` is the place of the first one in the input. Asks no database. */
export type PrepareRows = (rows: readonly NodeValues[], firstRow: number) => StoreRows;

/** What makes the batches of an operation ready. */
export interface BatchPreparing {
  readonly prepare: PrepareRows;
  /**
   * Makes rows ready once more that met a unique value of another row, in an order that may help; absent where none could. It
   * fails in the same way when there is no such order.
   */
  readonly prepareInTurn?: (rows: readonly NodeValues[], firstRow: number, failure: DataFlowError) => StoreRows;
}

/**
 * A batch that is made ready when it is asked for.
 *
 * @param rows the rows
 * @param firstRow the place of the first row in the input
 * @param prepare makes rows ready
 * @returns the batch
 */
export function batchOf(rows: readonly NodeValues[], firstRow: number, prepare: PrepareRows): Batch {
  return { rows, firstRow, take: () => prepare(rows, firstRow) };
}

/** The batches of an input, of which the next one is read and made ready while one is stored. */
export class BatchReader {
  readonly #source: AsyncIterator<readonly NodeValues[]>;
  readonly #prepare: PrepareRows;
  #position = 0;
  #next: Promise<Batch | undefined> | undefined;

  constructor(source: AsyncIterable<readonly NodeValues[]>, prepare: PrepareRows) {
    this.#source = source[Symbol.asyncIterator]();
    this.#prepare = prepare;
  }

  /** The next batch; undefined when there are no more. */
  next(): Promise<Batch | undefined> {
    const next = this.#next ?? this.#read(false);
    this.#next = undefined;
    return next;
  }

  /** Begins to read the next batch, for {@link BatchReader.next}. */
  readonly hurry = (): void => {
    if (this.#next !== undefined) return;
    this.#next = this.#read(true);
    // What is wrong with it is said when its turn comes, or never when the operation ends before.
    this.#next.catch(() => undefined);
  };

  /**
   * Tells the source that nobody will ask again. A source that is being waited for is not waited for. One that has not come to
   * its end is closed because something failed: that is what is to be told, not what fails afterwards.
   */
  async close(): Promise<void> {
    const closed = this.#source.return?.().catch(() => undefined);
    if (this.#next === undefined) await closed;
  }

  async #read(isAhead: boolean): Promise<Batch | undefined> {
    const { value: rows, done } = await this.#source.next();
    if (done === true) return undefined;
    const batch = batchOf(rows, this.#position, this.#prepare);
    this.#position += rows.length;
    return isAhead ? { ...batch, take: onceReady(batch.take) } : batch;
  }
}

/** Makes rows ready now. A mistake in them is thrown when they are asked for. */
function onceReady(prepare: () => StoreRows): () => StoreRows {
  let first: (() => StoreRows) | undefined;
  try {
    const store = prepare();
    first = () => store;
  } catch (error) {
    first = () => {
      throw error;
    };
  }
  return () => {
    const take = first ?? prepare;
    first = undefined;
    return take();
  };
}
