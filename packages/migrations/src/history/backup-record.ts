import type { Connection } from "@dataflow/database";
import type { Counter } from "../dialects/backup-dialect.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import type { StepBackup } from "../plan/step-backup.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { bookkeep } from "./bookkeeping-statement.ts";

/** What was put aside before a step. */
export interface BackupRecord {
  readonly migration: string;
  readonly position: number;
  readonly step: string;
  readonly backup: StepBackup;
  /** The name of the table that holds it, without the bookkeeping's own. */
  readonly storage: string;
  readonly rows: number;
  /** Of what was put aside. */
  readonly checksum: string;
  readonly counters: readonly Counter[];
  /** By the clock of the database. */
  readonly createdAt: string;
}

/** Notes what was put aside, in the transaction of the step. */
export async function writeBackup(connection: Connection, record: Omit<BackupRecord, "createdAt">): Promise<void> {
  const { migration, position, step, backup, storage, rows, checksum, counters } = record;
  await bookkeep(
    connection,
    (at, { now }) =>
      `INSERT INTO ${at.backups} (migration, position, step, spec, storage, rows, checksum, counters, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${now})`,
    [migration, position, step, JSON.stringify(backup), storage, rows, checksum, JSON.stringify(counters)],
  );
}

/** What is kept, the newest first; of one migration, or of all. */
export async function readBackups(connection: Connection, migration?: string): Promise<readonly BackupRecord[]> {
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return [];
  const { rows } = await bookkeep(
    connection,
    (at) =>
      `SELECT * FROM ${at.backups} ${migration === undefined ? "" : "WHERE migration = ?"} ORDER BY created_at DESC, position DESC`,
    migration === undefined ? [] : [migration],
  );
  return freezeDeep(rows.map(recordOf));
}

/** Forgets what was put aside before a step. */
export async function removeBackup(connection: Connection, { migration, position }: BackupRecord): Promise<void> {
  await bookkeep(connection, (at) => `DELETE FROM ${at.backups} WHERE migration = ? AND position = ?`, [
    migration,
    position,
  ]);
}

function recordOf(row: Readonly<Record<string, unknown>>): BackupRecord {
  return {
    migration: String(row.migration),
    position: Number(row.position),
    step: String(row.step),
    // Only this package writes these columns.
    backup: JSON.parse(String(row.spec)) as StepBackup,
    storage: String(row.storage),
    rows: Number(row.rows),
    checksum: String(row.checksum),
    // And this one.
    counters: JSON.parse(String(row.counters)) as readonly Counter[],
    createdAt: String(row.created_at),
  };
}
