import type { Schema, Table } from "@dataflow/core";
import { type Connection, introspect } from "@dataflow/database";
import { referencedTables } from "../plan/creation-order.ts";

/**
 * Reads from the catalog the tables that are wanted and those they refer to, as far as they exist.
 *
 * @param connection the database
 * @param wanted the tables wanted
 * @returns what there is of them
 */
export async function readSchema(connection: Connection, wanted: Schema): Promise<Schema> {
  const namesBySchema = new Map<string | undefined, Set<string>>();
  for (const table of wanted.tables.flatMap((own) => [own, ...referencedTables(own)])) {
    const names = namesBySchema.get(table.schema) ?? new Set();
    namesBySchema.set(table.schema, names.add(table.name));
  }
  const tables: Table[] = [];
  for (const [schema, names] of namesBySchema) {
    const found = await introspect(connection, { tables: [...names], ...(schema !== undefined && { schema }) });
    tables.push(...found.tables.map((table) => inSchema(table, schema)));
  }
  return { tables };
}

/** The default schema has no name here, whatever the catalog calls it, so that both sides speak of the same table. */
function inSchema({ schema: _, ...table }: Table, schema: string | undefined): Table {
  return schema === undefined ? table : { ...table, schema };
}
