import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { indexCatalog } from "../catalog/catalog.ts";
import { readBackups } from "../history/backup-record.ts";
import {
  type MigrationRecord,
  readRecordedCatalogs,
  readRecordedPlan,
  readRecords,
} from "../history/migration-record.ts";
import { presentRenames } from "./present-renames.ts";
import { type RestoredData, restoredData } from "./restored-data.ts";

/** A way back that was interrupted and is done now. */
export interface FinishedRollback {
  /** The migration that was taken back. */
  readonly undone: string;
  readonly steps: readonly string[];
  readonly restored: readonly RestoredData[];
}

/**
 * Ends a migration that was interrupted, whatever it was: half of it is there, and somebody has wanted it.
 *
 * @param connection the database
 * @param options how long to wait for whom
 * @returns what was taken back, when it was a way back
 */
export async function finishInterrupted(
  connection: Connection,
  options: ApplyMigrationOptions,
): Promise<FinishedRollback | undefined> {
  const last = (await readRecords(connection)).at(-1);
  if (last?.state !== "applying") return undefined;
  const plan = await readRecordedPlan(connection, last.id);
  const { steps } = await applyMigration(connection, plan, { ...options, name: last.name });
  if (plan.undoes === undefined) return undefined;
  return { undone: plan.undoes, steps, restored: await restoredBy(connection, last, plan.undoes) };
}

async function restoredBy(
  connection: Connection,
  back: MigrationRecord,
  undone: string,
): Promise<readonly RestoredData[]> {
  const [{ before }, { before: since }] = [
    await readRecordedCatalogs(connection, undone),
    await readRecordedCatalogs(connection, back.id),
  ];
  if (before === undefined || since === undefined) return [];
  const renames = presentRenames(await readRecordedPlan(connection, undone), since);
  const place = { objects: indexCatalog(before), since: indexCatalog(since), renames };
  return restoredData(connection, { backups: await readBackups(connection, undone), place });
}
