import type { DialectName } from "@dataflow/core";
import { LOADERS } from "../dialects/loaders.ts";
import type { QueryTable } from "../table/query-table.ts";
import type { TableLoader } from "./row-load.ts";

/**
 * How rows of a table are loaded.
 *
 * @param table the table
 * @param dialect the database's dialect
 * @returns the loader; undefined where nothing is faster than an insert
 * @example
 * ```ts
 * import { type QueryTable, tableLoader } from "@dataflow/query";
 *
 * function loadText(users: QueryTable) {
 *   return tableLoader(users, "postgres")?.load({ fields: ["name"], values: [["Ann"], ["Bob"]], isExact: false }).text; // COPY "users" ("name") FROM STDIN
 * }
 * ```
 */
export function tableLoader(table: QueryTable, dialect: DialectName): TableLoader | undefined {
  return LOADERS[dialect](table);
}
