import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { type BackupRecord, readBackups } from "../history/backup-record.ts";
import { type MigrationRecord, readRecordedCatalogs, readRecordedPlan } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { storedChecksum } from "./keep-aside.ts";
import { planRollback } from "./plan-rollback.ts";
import { presentRenames } from "./present-renames.ts";
import type { RestorePlace } from "./restore-steps.ts";
import { backupDamaged, changedSince, notBackedUp, unknownMigration } from "./rollback-errors.ts";

/** The way back from one migration. */
export interface PreparedRollback {
  readonly plan: MigrationPlan;
  readonly backups: readonly BackupRecord[];
  readonly place: RestorePlace;
}

/**
 * Plans how a migration is taken back, from what it has noted and put aside. Writes nothing.
 *
 * @param connection the database
 * @param record the migration, the last one that counts
 * @param withoutData whether columns and tables may come back empty
 * @returns the plan and what it takes values from
 * @throws MIGRATION.ROLLBACK_BLOCKED, MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED
 */
export async function prepareRollback(
  connection: Connection,
  record: MigrationRecord,
  withoutData: boolean,
): Promise<PreparedRollback> {
  const current = await readCatalog(connection);
  if (catalogFingerprint(current) !== record.at) throw changedSince(connection, record.id);
  const done = await readRecordedPlan(connection, record.id);
  const { before } = await readRecordedCatalogs(connection, record.id);
  if (before === undefined)
    throw unknownMigration(connection, record.id, "its history does not say what was there before");
  const backups = await usableBackups(connection, record, { plan: done, withoutData });
  const renames = presentRenames(done, current);
  const plan = planRollback(connection, {
    current,
    before,
    renames,
    backups,
    undoes: record.id,
    ...(done.undoes !== undefined && { redoes: done.undoes }),
  });
  return { plan, backups, place: { objects: indexCatalog(before), since: indexCatalog(current), renames } };
}

async function usableBackups(
  connection: Connection,
  record: MigrationRecord,
  { plan, withoutData }: { readonly plan: MigrationPlan; readonly withoutData: boolean },
): Promise<readonly BackupRecord[]> {
  const backups = await readBackups(connection, record.id);
  const kept = new Set(backups.map(({ position }) => position));
  const steps = plan.segments.flatMap((segment) => segment.steps);
  const missing = (await readJournal(connection, record.id)).filter(({ position, state }) => {
    const step = steps[position];
    return state === "done" && (step?.reversal === "never" || (step?.backup !== undefined && !kept.has(position)));
  });
  if (missing.length > 0 && !withoutData)
    throw notBackedUp(
      connection,
      missing.map(({ step }) => step),
    );
  for (const backup of backups) {
    const found = await storedChecksum(connection, backup.backup, backup.storage).catch(() => undefined);
    if (found?.checksum !== backup.checksum || found.rows !== backup.rows) throw backupDamaged(connection, backup);
  }
  return backups;
}
