/**
 * The way back after a failure: to what was there before, with data that was put aside. Where there is no way that loses
 * nothing, what was done is kept, and said.
 */
import { isDataFlowError } from "@dataflow/core";
import { beginRecord, endRecord, readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { prepareRollback } from "../rollback/prepare-rollback.ts";
import { codeOf } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";
import { runFenced } from "./run-transaction.ts";

/**
 * Plans the way back and opens it as a migration of its own, so that an interruption of it is ended, too.
 *
 * @param run the migration that failed
 * @param error what it failed with
 * @returns the run that takes it back; undefined when it cannot be, or when there is nothing to take back
 */
export async function openWayBack(run: MigrationRun, error: unknown): Promise<MigrationRun | undefined> {
  const { connection, record, lock, options, outside } = run;
  const plan = await planBack(run);
  if (plan === undefined) return undefined;
  const before = await readCatalog(connection);
  const name = `back from ${record.name}`;
  const back = await runFenced(run, name, async () => {
    await endRecord(connection, record.id, { state: "failed", errorCode: codeOf(error) });
    return beginRecord(connection, { name, plan, before, from: plan.from, fencingToken: lock.fencingToken });
  });
  return { connection, lock, options, outside, plan, record: back, journal: new Map(), overlooked: [] };
}

async function planBack({ connection, record: { id } }: MigrationRun): Promise<MigrationPlan | undefined> {
  const record = (await readRecords(connection)).find((each) => each.id === id);
  if (record === undefined || record.at === record.from) return undefined;
  try {
    return (await prepareRollback(connection, record, { withoutData: false, fill: {}, leaveOptional: false })).plan;
  } catch (error) {
    if (isDataFlowError(error) && NO_WAY.has(error.code)) return undefined;
    throw error;
  }
}

const NO_WAY: ReadonlySet<string> = new Set([
  "MIGRATION.ROLLBACK_BLOCKED",
  "MIGRATION.NO_BACKUP",
  "MIGRATION.BACKUP_DAMAGED",
]);
