import type { Table } from "@dataflow/core";

/** What identifies a table: its name in its database schema. */
export type TableName = Pick<Table, "name" | "schema">;

/**
 * A table's name as messages show it.
 *
 * @param table the table
 * @returns `orders`, or `billing.orders`
 */
export function tableLabel(table: TableName): string {
  return table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
}

/**
 * A key for maps of tables, which no choice of names can make ambiguous: a name never contains NUL.
 *
 * @param table the table
 * @returns the key
 */
export function tableKey(table: TableName): string {
  return `${table.schema ?? ""}\0${table.name}`;
}

/**
 * The part of a difference that says which table it is about.
 *
 * @param table the table
 * @returns its name, and its database schema when it has one of its own
 */
export function tablePlace(table: TableName): { readonly table: string; readonly schema?: string } {
  return { table: table.name, ...(table.schema !== undefined && { schema: table.schema }) };
}

/**
 * The table at a path of a catalog.
 *
 * @param path its names from the outside in
 * @returns its name, with its database schema where the path has one
 */
export function tableOfPath(path: readonly string[]): TableName {
  const name = path.at(-1) ?? "";
  const schema = path.at(-2);
  return schema === undefined ? { name } : { schema, name };
}
