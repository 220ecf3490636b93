import type { FilterNode } from "./filter-node.ts";

/**
 * Whether a filter can match one row at most, because it says what each field of a key is.
 *
 * @param where the filter
 * @param key the fields of a unique key
 * @returns false for a table without a key
 */
export function namesWholeKey(where: FilterNode, key: readonly string[]): boolean {
  const conditions = where.kind === "and" ? where.children : [where];
  const isNamed = (field: string): boolean =>
    conditions.some((node) => node.kind === "comparison" && node.operator === "eq" && node.field === field);
  return key.length > 0 && key.every(isNamed);
}
