import type { RowStream } from "../../connection/driver.ts";
import { sqliteError } from "./classify-sqlite-error.ts";

/** Takes the reader of a stream back. */
export interface IteratorOwner {
  readonly target: string;
  readonly release: () => void;
}

/** Reads a running statement in batches. Its reader sees the file as it was at the first row, however long that takes. */
export function iteratorStream(
  iterator: IterableIterator<unknown[]>,
  batchSize: number,
  owner: IteratorOwner,
): RowStream {
  return {
    next: () => {
      try {
        return nextBatch(iterator, batchSize);
      } catch (error) {
        throw sqliteError(error, owner.target);
      }
    },
    close: () => {
      iterator.return?.();
      owner.release();
    },
  };
}

function nextBatch(iterator: IterableIterator<unknown[]>, batchSize: number): unknown[][] | undefined {
  const batch: unknown[][] = [];
  while (batch.length < batchSize) {
    const step = iterator.next();
    if (step.done === true) break;
    batch.push(step.value);
  }
  return batch.length === 0 ? undefined : batch;
}
