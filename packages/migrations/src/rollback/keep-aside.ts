import type { Connection } from "@dataflow/database";
import { backupDialect } from "../dialects/backup-dialects.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { type BackupRecord, writeBackup } from "../history/backup-record.ts";
import type { StepPlace } from "../history/step-journal.ts";
import type { StepBackup } from "../plan/step-backup.ts";
import { backupDamaged } from "./rollback-errors.ts";

/** What is put aside, and who is told how far it is. */
export interface KeptAside {
  readonly backup: StepBackup;
  /** Told after each part of a table that is large. */
  readonly onPart?: (progress: { readonly part: number; readonly parts: number }) => void;
}

/**
 * Runs a step that destroys something, and puts that aside first: all in the transaction of the step, so that there is
 * both or neither.
 *
 * @param connection the database, inside the transaction of the step
 * @param place the step
 * @param kept what to put aside
 * @param body the step
 */
export async function keepAside(
  connection: Connection,
  place: StepPlace,
  kept: KeptAside,
  body: () => Promise<void>,
): Promise<void> {
  const { backup } = kept;
  const dialect = backupDialect(connection.dialect);
  const name = backup.storage?.name ?? `backup_${place.migration.replaceAll("-", "").slice(0, 16)}_${place.position}`;
  const storage = dialect.storage(name);
  const isFilled = backup.storage?.isFilled === true;
  if (!isFilled) await fill(connection, kept, storage);
  const counters = await dialect.readCounters(connection, backup);
  // What is complete already is read before the step takes its locks.
  const before = isFilled ? await storedChecksum(connection, backup, name) : undefined;
  await body();
  for (const sql of dialect.keepResult(backup, storage)) await connection.run(sql);
  const { rows, checksum } = before ?? (await storedChecksum(connection, backup, name));
  await writeBackup(connection, { ...place, backup, storage: name, rows, checksum, counters });
}

async function fill(connection: Connection, kept: KeptAside, storage: string): Promise<void> {
  const { backup, onPart = () => undefined } = kept;
  const dialect = backupDialect(connection.dialect);
  for (const sql of dialect.keepNothing(backup, storage)) await connection.run(sql);
  const parts = await dialect.parts(connection, backup);
  for (const [index, part] of parts.entries()) {
    for (const sql of dialect.keepPart(backup, storage, part)) await connection.run(sql);
    if (parts.length > 1) onPart({ part: index + 1, parts: parts.length });
  }
}

/** What is in a backup, in short: it is looked at again before anything is taken from it. */
async function storedChecksum(
  connection: Connection,
  { kind, columns, also = [] }: StepBackup,
  name: string,
): Promise<{ readonly rows: number; readonly checksum: string }> {
  const values = kind === "sequence" ? ["v0", "v1"] : columns.map((_, index) => `v${index}`);
  const results = columns.flatMap(({ stays }, index) => (stays ? [`n${index}`] : []));
  const table = backupDialect(connection.dialect).storageTable(name);
  const { rows, whole } = await dataDialect(connection.dialect).checksum(connection, table, [
    "k",
    ...values,
    ...also.map((_, index) => `c${index}`),
    ...results,
  ]);
  return { rows, checksum: whole };
}

/**
 * Looks whether a backup is as it was made.
 *
 * @throws MIGRATION.BACKUP_DAMAGED
 */
export async function assertUndamaged(connection: Connection, record: BackupRecord): Promise<void> {
  // What cannot be read any more is damaged, too.
  const stored = await storedChecksum(connection, record.backup, record.storage).catch(() => undefined);
  if (stored?.checksum !== record.checksum || stored.rows !== record.rows) throw backupDamaged(connection, record);
}
