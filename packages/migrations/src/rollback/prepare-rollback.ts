import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { type BackupRecord, readBackups } from "../history/backup-record.ts";
import { type MigrationRecord, readRecordedCatalogs, readRecordedPlan } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertUndamaged } from "./keep-aside.ts";
import { type LackingColumn, lackingColumns, withOptional } from "./lacking-columns.ts";
import { type ColumnFill, planRollback } from "./plan-rollback.ts";
import { presentRenames } from "./present-renames.ts";
import type { RestorePlace } from "./restore-steps.ts";
import { changedSince, notBackedUp, unknownMigration, valuesLacking } from "./rollback-errors.ts";
import type { CheckedRollbackOptions } from "./rollback-options.ts";

/** The way back from one migration. */
export interface PreparedRollback {
  readonly plan: MigrationPlan;
  readonly backups: readonly BackupRecord[];
  readonly place: RestorePlace;
  /** Columns that come back without NOT NULL. */
  readonly pending: readonly LackingColumn[];
}

/**
 * Plans how a migration is taken back, from what it has noted and put aside. Writes nothing.
 *
 * @param connection the database
 * @param record the migration, the last one that counts
 * @param options whether columns and tables may come back empty, and what rows that lack a value get
 * @returns the plan and what it takes values from
 * @throws MIGRATION.ROLLBACK_BLOCKED, MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED
 */
export async function prepareRollback(
  connection: Connection,
  record: MigrationRecord,
  options: Pick<CheckedRollbackOptions, "withoutData" | "fill" | "leaveOptional">,
): Promise<PreparedRollback> {
  const { withoutData } = options;
  const current = await readCatalog(connection);
  if (catalogFingerprint(current) !== record.at) throw changedSince(connection, record.id);
  const done = await readRecordedPlan(connection, record.id);
  const { before } = await readRecordedCatalogs(connection, record.id);
  if (before === undefined)
    throw unknownMigration(connection, record.id, "its history does not say what was there before");
  const backups = await usableBackups(connection, record, { plan: done, withoutData });
  const renames = presentRenames(done, current);
  const lacking = await lackingColumns(connection, { before, current, renames, backups });
  const { fills, pending } = decided(connection, lacking, options);
  const plan = planRollback(connection, {
    current,
    before: withOptional(before, new Set(pending.map(({ column }) => column.id))),
    renames,
    backups,
    undoes: record.id,
    ...(done.undoes !== undefined && { redoes: done.undoes }),
    fills,
  });
  return { plan, backups, pending, place: { objects: indexCatalog(before), since: indexCatalog(current), renames } };
}

/** What becomes of each column that rows lack. @throws MIGRATION.ROLLBACK_BLOCKED when nobody has said it */
function decided(
  connection: Connection,
  lacking: readonly LackingColumn[],
  { fill, leaveOptional }: Pick<CheckedRollbackOptions, "fill" | "leaveOptional">,
): { readonly fills: readonly ColumnFill[]; readonly pending: readonly LackingColumn[] } {
  const values = new Map(Object.entries(fill));
  const fills: ColumnFill[] = [];
  const pending: LackingColumn[] = [];
  const open: LackingColumn[] = [];
  for (const one of lacking) {
    const value = values.get(one.name) ?? values.get(one.column.id);
    if (value !== undefined) fills.push({ column: one.column, value, rows: one.rows });
    else if (leaveOptional && !one.isKey) pending.push(one);
    else open.push(one);
  }
  if (open.length > 0) throw valuesLacking(connection, open);
  return { fills, pending };
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
  for (const backup of backups) await assertUndamaged(connection, backup);
  return backups;
}
