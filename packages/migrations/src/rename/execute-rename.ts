import { randomUUID } from "node:crypto";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { MigrationOutcome } from "../apply/migration-outcome.ts";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { quoteTable } from "../dialects/sql-text.ts";
import { tableOfPath } from "../diff/table-name.ts";
import { ensureBookkeeping } from "../history/ensure-bookkeeping.ts";
import { createSchemaSnapshot } from "../snapshot/create-schema-snapshot.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { RenamePlan } from "./plan-rename.ts";
import type { RenameImpact } from "./rename-impact.ts";

/** The rows of a table as they were before a rename. */
export interface RenameBackup {
  /** The table of the bookkeeping that holds them. */
  readonly table: string;
  readonly rows: number;
  /** Free of order; of the copy, and equal to that of the table at that moment. */
  readonly checksum: string;
}

/** What a rename came to. */
export interface RenameResult {
  readonly success: boolean;
  /** The migration in history, for `rollbackMigration`; absent when it was done before. */
  readonly migrationId?: string;
  readonly steps: readonly string[];
  /** The snapshot that was taken before; absent when none was asked for. */
  readonly snapshotId?: string;
  readonly backup?: RenameBackup;
  /** What the old name cannot do from now on. */
  readonly aliasLimits: readonly string[];
}

/**
 * Renames. All of it is one transaction, which waits only shortly for those who use the table.
 *
 * @param connection the database, outside of any transaction
 * @param plan the plan
 * @param options how to apply it
 * @returns what was done
 */
export async function executeRename(
  connection: Connection,
  plan: RenamePlan,
  options: ApplyMigrationOptions = {},
): Promise<RenameResult> {
  const { impact, migration, backupStrategy, aliasView } = plan;
  const name = `Rename ${impact.currentName} to ${impact.newName}`;
  const snapshot =
    backupStrategy === "none" ? undefined : await createSchemaSnapshot(connection, { description: name });
  const backup = backupStrategy === "full_backup" ? await copyRows(connection, impact) : undefined;
  const outcome = await applyMigration(connection, migration, { name, ...options });
  return freezeDeep({
    ...doneBy(outcome),
    ...(snapshot !== undefined && { snapshotId: snapshot.snapshotId }),
    ...(backup !== undefined && { backup }),
    aliasLimits: aliasView ? impact.aliasLimits : [],
  });
}

/** What an outcome says about a rename. */
export function doneBy(outcome: MigrationOutcome) {
  const { migrationId, steps } = outcome;
  return { success: true, steps, ...(migrationId !== undefined && { migrationId }) };
}

/** Copies the rows as they are at one moment; nobody has to wait for it on a server. */
async function copyRows(connection: Connection, { names }: RenameImpact): Promise<RenameBackup> {
  await ensureBookkeeping(connection);
  const dialect = backupDialect(connection.dialect);
  const name = `rename_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  const storage = dialect.storage(name);
  await connection.run(`CREATE TABLE ${storage} AS SELECT * FROM ${quoteTable(tableOfPath(names.aliasPath))}`);
  const place = dialect.storageTable(name);
  const { rows, whole } = await dataDialect(connection.dialect).checksum(connection, place, names.ownColumns);
  return { table: storage, rows, checksum: whole };
}
