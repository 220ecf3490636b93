import type { DialectName } from "@dataflow/core";
import type { MigrationDialect } from "./migration-dialect.ts";
import { postgresMigration } from "./postgres/postgres-migration.ts";
import { sqliteMigration } from "./sqlite/sqlite-migration.ts";

const dialects = { postgres: postgresMigration, sqlite: sqliteMigration } satisfies Record<
  DialectName,
  MigrationDialect
>;

/**
 * How plans are applied on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function migrationDialect(name: DialectName): MigrationDialect {
  return dialects[name];
}
