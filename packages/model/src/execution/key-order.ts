/**
 * Puts rows into the order of their keys where these are whole numbers: neighbours are found, and written, together. The
 * order in which rows with different keys are changed makes no difference to what is stored.
 *
 * @param rows the rows, each with its key first
 * @returns the rows in the order of their keys; as they are where they have that order, or keys are no whole numbers
 */
export function inKeyOrder<Row extends readonly unknown[]>(rows: readonly Row[]): readonly Row[] {
  let before: number | bigint | undefined;
  let isOrdered = true;
  for (const [key] of rows) {
    if (typeof key !== "bigint" && (typeof key !== "number" || !Number.isInteger(key))) return rows;
    if (before !== undefined && key < before) isOrdered = false;
    before = key;
  }
  return isOrdered ? rows : rows.toSorted(([left], [right]) => compare(left, right));
}

function compare(left: unknown, right: unknown): number {
  // All keys are whole numbers, as was just seen.
  const [first, second] = [left as number | bigint, right as number | bigint];
  return first < second ? -1 : first > second ? 1 : 0;
}
