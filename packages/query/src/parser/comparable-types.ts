import type { ColumnType } from "@dataflow/core";

/**
 * Whether every database compares the values of two kinds exactly, and in the same way.
 *
 * @param a a kind
 * @param b the other
 * @returns false for pairs that databases would convert in ways of their own
 */
export function areComparable(a: ColumnType, b: ColumnType): boolean {
  if (a.kind === "decimal" && b.kind === "decimal") return a.precision === b.precision && a.scale === b.scale;
  const pair = [a.kind, b.kind].sort().join();
  return a.kind === b.kind || pair === "enum,text" || pair === "bigint,integer" || pair === "integer,real";
}
