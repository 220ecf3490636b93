// Tables for tests, said as shortly as possible.
import type { Column, ColumnDefault, ColumnType, ForeignKey, Table } from "@dataflow/core";

export const INTEGER: ColumnType = { kind: "integer" };
export const TEXT: ColumnType = { kind: "text" };

export function column(name: string, type: ColumnType, fill?: ColumnDefault): Column {
  return { name, type, nullable: false, ...(fill && { default: fill }) };
}

export function nullable(name: string, type: ColumnType): Column {
  return { name, type, nullable: true };
}

export const idColumn: Column = column("id", INTEGER, { kind: "autoIncrement" });

export function table(name: string, columns: readonly Column[] = [], parts: Partial<Table> = {}): Table {
  return {
    name,
    columns: [idColumn, ...columns],
    primaryKey: { columns: ["id"] },
    uniques: [],
    foreignKeys: [],
    indexes: [],
    ...parts,
  };
}

/** A foreign key from one column to the `id` of a table. */
export function reference(from: string, columnName: string, to: string): ForeignKey {
  return {
    name: `${from}_${columnName}_fkey`.slice(0, 63),
    columns: [columnName],
    references: { table: to, columns: ["id"] },
    onDelete: "no action",
    onUpdate: "no action",
  };
}

/** A table that refers to others by columns named `<target>_id`. */
export function referring(name: string, ...targets: readonly string[]): Table {
  return table(
    name,
    targets.map((target) => nullable(`${target}_id`, INTEGER)),
    { foreignKeys: targets.map((target) => reference(name, `${target}_id`, target)) },
  );
}

/** Five tables with references among them, one to itself, two in a cycle. */
export const fiveTables = {
  tables: [
    referring("orders", "users", "carts"),
    referring("users", "users"),
    referring("carts", "orders"),
    table("tags", [column("name", TEXT)], { uniques: [{ name: "tags_name_key", columns: ["name"] }] }),
    referring("order_tags", "orders", "tags"),
  ],
};
