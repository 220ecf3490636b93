import type { RowSet } from "./operation.ts";

/**
 * Gives every row one more column with the same value. The rows themselves grow: a copy of each for each column would
 * cost more than all else that is done to them.
 *
 * @param rows the rows; not to be used any more
 * @param field the field to add
 * @param value its value in every row
 * @returns the rows with the column
 */
export function addColumn(rows: RowSet, field: string, value: unknown): RowSet {
  for (const row of rows.values) row.push(value);
  return { fields: [...rows.fields, field], values: rows.values };
}
