import type { DialectName } from "@dataflow/core";
import type { DataDialect } from "./data-dialect.ts";
import { postgresData } from "./postgres/postgres-data.ts";
import { sqliteData } from "./sqlite/sqlite-data.ts";

const dialects = { postgres: postgresData, sqlite: sqliteData } satisfies Record<DialectName, DataDialect>;

/**
 * How rows are summed up on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function dataDialect(name: DialectName): DataDialect {
  return dialects[name];
}
