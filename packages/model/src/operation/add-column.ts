import type { RowSet } from "./operation.ts";

/**
 * Gives every row one more column with the same value.
 *
 * @param rows the rows
 * @param field the field to add
 * @param value its value in every row
 * @returns new rows; the old ones stay as they are
 */
export function addColumn(rows: RowSet, field: string, value: unknown): RowSet {
  return { fields: [...rows.fields, field], values: rows.values.map((row) => [...row, value]) };
}
