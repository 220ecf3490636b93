/**
 * The way back after a failure: what the catalog was before, planned from what it is now. Only where every step that was
 * done can be taken back by the opposite change alone; what needs data that were put aside, or a new name undone, is kept
 * and said.
 */
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { beginRecord, endRecord, readRecordedCatalogs, readRecords } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { codeOf } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";
import { placedSegments } from "./migration-run.ts";
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
    return beginRecord(connection, { name, plan, before, fencingToken: lock.fencingToken });
  });
  return { connection, lock, options, outside, plan, record: back, journal: new Map() };
}

async function planBack(run: MigrationRun): Promise<MigrationPlan | undefined> {
  const { connection, record, plan } = run;
  const done = new Set((await readJournal(connection, record.id)).map(({ position }) => position));
  const steps = placedSegments(plan).flatMap((segment) => segment.steps.filter(({ position }) => done.has(position)));
  const canAll = steps.every(({ step }) => step.reversal === "inverse" && !step.operation.startsWith("rename"));
  const { before } = await readRecordedCatalogs(connection, record.id);
  if (steps.length === 0 || !canAll || before === undefined) return undefined;
  const now = await readCatalog(connection);
  const at = (await readRecords(connection)).find(({ id }) => id === record.id)?.at;
  // What others have done meanwhile is not ours to take back.
  if (catalogFingerprint(now) !== at) return undefined;
  // Everything that it drops was made by the migration that failed.
  const back = planMigration(now, before, { allow: "everything" });
  return back.to === plan.from && back.segments.length > 0 ? back : undefined;
}
