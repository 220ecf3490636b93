import type { Schema, Table } from "@dataflow/core";
import { objectId } from "../catalog/object-id.ts";
import type { Renames } from "../diff/rename-objects.ts";

/**
 * Tables as they will be called after renames.
 *
 * @param schema the tables under their present names
 * @param renames new names by identity
 * @param defaultSchema the database schema of tables that name none, where the database has schemas
 * @returns the tables under their new names
 */
export function renameSchema(schema: Schema, renames: Renames, defaultSchema: string | undefined): Schema {
  const names = new NewNames(renames, defaultSchema);
  return { tables: schema.tables.map((table) => renameTable(table, names)) };
}

class NewNames {
  readonly #renames: ReadonlyMap<string, string>;
  readonly #defaultSchema: string | undefined;

  constructor(renames: Renames, defaultSchema: string | undefined) {
    this.#renames = new Map(Object.entries(renames));
    this.#defaultSchema = defaultSchema;
  }

  table(schema: string | undefined, name: string): string {
    return this.#renames.get(objectId("table", this.#path(schema, name))) ?? name;
  }

  column(table: Pick<Table, "name" | "schema">, name: string): string {
    return this.#renames.get(objectId("column", [...this.#path(table.schema, table.name), name])) ?? name;
  }

  #path(schema: string | undefined, name: string): readonly string[] {
    const inside = schema ?? this.#defaultSchema;
    return inside === undefined ? [name] : [inside, name];
  }
}

function renameTable(table: Table, names: NewNames): Table {
  const own = (column: string): string => names.column(table, column);
  return {
    ...table,
    name: names.table(table.schema, table.name),
    columns: table.columns.map((column) => ({ ...column, name: own(column.name) })),
    ...(table.primaryKey !== undefined && {
      primaryKey: { ...table.primaryKey, columns: table.primaryKey.columns.map(own) },
    }),
    uniques: table.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(own) })),
    indexes: table.indexes.map((index) => ({
      ...index,
      columns: index.columns.map((column) => ({ ...column, name: own(column.name) })),
    })),
    foreignKeys: table.foreignKeys.map((foreignKey) => {
      const target = { name: foreignKey.references.table, ...(table.schema !== undefined && { schema: table.schema }) };
      const columns = foreignKey.references.columns.map((column) => names.column(target, column));
      const references = { table: names.table(table.schema, target.name), columns };
      return { ...foreignKey, columns: foreignKey.columns.map(own), references };
    }),
  };
}
