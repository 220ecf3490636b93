import type { Schema } from "@dataflow/core";
import { invalidOption } from "../../connection/connect-options.ts";
import type { Connection } from "../../connection/connection.ts";
import { groupRows, textOf } from "../../introspection/catalog-row.ts";
import { freezeTable } from "../../introspection/freeze-table.ts";
import type { IntrospectOptions } from "../../introspection/introspect.ts";
import {
  COLUMNS_QUERY,
  FOREIGN_KEYS_QUERY,
  INDEXES_QUERY,
  TABLES_QUERY,
  TEXT_INDEXES_QUERY,
} from "./catalog-queries.ts";
import { readTable } from "./read-table.ts";
import { readTextIndex } from "./read-text-index.ts";

/** Reads the catalog of a SQLite database. */
export async function introspectSqlite(connection: Connection, options: IntrospectOptions): Promise<Schema> {
  if (options.schema !== undefined && options.schema !== "main")
    throw invalidOption("schema", '"main" on this database');
  const names = options.tables === undefined ? null : JSON.stringify(options.tables);
  const parameters = [names, names, options.include?.includes("views") === true ? 1 : 0];
  const tables = (await connection.query(TABLES_QUERY, parameters)).rows;
  const columns = groupRows((await connection.query(COLUMNS_QUERY, parameters)).rows, "table");
  const foreignKeys = groupRows((await connection.query(FOREIGN_KEYS_QUERY, parameters)).rows, "table");
  const indexes = groupRows((await connection.query(INDEXES_QUERY, parameters)).rows, "table");
  const textIndexes = groupRows((await connection.query(TEXT_INDEXES_QUERY, parameters)).rows, "table");
  const primaryKeys = new Map(
    [...columns].map(([name, rows]) => [name.toLowerCase(), rows.filter((row) => row.pk !== 0)]),
  );
  const read = tables.map((row) => {
    const name = textOf(row, "table");
    const table = readTable({
      name,
      sql: textOf(row, "sql"),
      columns: columns.get(name) ?? [],
      foreignKeys: foreignKeys.get(name) ?? [],
      indexes: indexes.get(name) ?? [],
      primaryKeys,
    });
    const textIndex = readTextIndex(textIndexes.get(name) ?? []);
    return freezeTable({
      ...table,
      ...(textIndex === undefined ? {} : { textIndex }),
      ...(options.schema === undefined ? {} : { schema: options.schema }),
    });
  });
  return Object.freeze({ tables: Object.freeze(read) });
}
