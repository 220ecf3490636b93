import type { DialectName } from "@dataflow/core";
import { postgresRemoval } from "./postgres/postgres-removal.ts";
import type { RemovalDialect } from "./removal-dialect.ts";
import { sqliteRemoval } from "./sqlite/sqlite-removal.ts";

const dialects = { postgres: postgresRemoval, sqlite: sqliteRemoval } satisfies Record<DialectName, RemovalDialect>;

/**
 * How columns are removed on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function removalDialect(name: DialectName): RemovalDialect {
  return dialects[name];
}
