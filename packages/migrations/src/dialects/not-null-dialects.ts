import type { DialectName } from "@dataflow/core";
import type { NotNullDialect } from "./not-null-dialect.ts";
import { postgresNotNull } from "./postgres/postgres-not-null.ts";
import { sqliteNotNull } from "./sqlite/sqlite-not-null.ts";

const dialects = { postgres: postgresNotNull, sqlite: sqliteNotNull } satisfies Record<DialectName, NotNullDialect>;

/**
 * How required columns are added on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function notNullDialect(name: DialectName): NotNullDialect {
  return dialects[name];
}
