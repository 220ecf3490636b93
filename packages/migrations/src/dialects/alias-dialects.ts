import type { DialectName } from "@dataflow/core";
import type { AliasDialect } from "./alias-dialect.ts";
import { postgresAlias } from "./postgres/postgres-alias.ts";
import { sqliteAlias } from "./sqlite/sqlite-alias.ts";

const dialects = { postgres: postgresAlias, sqlite: sqliteAlias } satisfies Record<DialectName, AliasDialect>;

/**
 * How a table gets a second name on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function aliasDialect(name: DialectName): AliasDialect {
  return dialects[name];
}
