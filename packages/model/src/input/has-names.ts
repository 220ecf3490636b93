import type { NodeValues } from "@dataflow/core";

/**
 * Whether a row brings the same fields in the same order as another: what was found out about that one holds for it.
 *
 * @param row the row
 * @param names the fields of the other
 * @returns whether it does
 */
export function hasNames(row: NodeValues, names: readonly string[]): boolean {
  let index = 0;
  for (const name in row) if (names[index++] !== name) return false;
  return index === names.length;
}
