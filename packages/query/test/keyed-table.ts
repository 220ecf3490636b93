import type { Column, Table } from "@dataflow/core";

/**
 * A table that is as plain as tables are: its key is `id`, a number.
 *
 * @param name what it is called
 * @param columns its other columns
 */
export function keyedTable(name: string, columns: readonly Column[]): Table {
  return {
    name,
    columns: [{ name: "id", type: { kind: "integer" }, nullable: false }, ...columns],
    primaryKey: { columns: ["id"] },
    uniques: [],
    foreignKeys: [],
    indexes: [],
  };
}
