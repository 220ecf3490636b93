import type { RowStream } from "./driver.ts";

/** Rows that are all there already, in batches. */
export function bufferedStream(rows: readonly (readonly unknown[])[], batchSize: number): RowStream {
  let from = 0;
  return {
    next: () => {
      if (from >= rows.length) return undefined;
      const batch = rows.slice(from, from + batchSize);
      from += batchSize;
      return batch;
    },
    close: () => undefined,
  };
}
