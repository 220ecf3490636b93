import type { DialectName } from "@dataflow/core";
import type { BackupDialect } from "./backup-dialect.ts";
import { postgresBackup } from "./postgres/postgres-backup.ts";
import { sqliteBackup } from "./sqlite/sqlite-backup.ts";

const dialects = { postgres: postgresBackup, sqlite: sqliteBackup } satisfies Record<DialectName, BackupDialect>;

/**
 * How data is put aside and given back on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function backupDialect(name: DialectName): BackupDialect {
  return dialects[name];
}
