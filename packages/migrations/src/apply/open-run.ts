/**
 * What a migration finds when it has got the lock. Nobody else is at work, so whatever looks unfinished was interrupted:
 *
 * - the same plan: it goes on behind what is done;
 * - another plan that was interrupted: it is finished first, for somebody has wanted it and half of it is there;
 * - another plan that failed: it is given up for this one, which was made from what it has left.
 */
import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { asKnown, type Overlooked, readOverlooked } from "../drift/overlooked.ts";
import {
  beginRecord,
  endRecord,
  type MigrationRecord,
  readLastRecord,
  readRecordedCatalogs,
  readRecordedPlan,
  resumeRecord,
} from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationLock } from "../lock/migration-lock.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertPlanSealed } from "../plan/seal-migration-plan.ts";
import { changedBetween, planOutdated } from "./apply-errors.ts";
import type { ResolvedApplyOptions } from "./apply-options.ts";
import { UNREAD } from "./finish-run.ts";
import type { MigrationRun } from "./migration-run.ts";
import { runFenced } from "./run-transaction.ts";

/** What is asked for, before it is known what there is. */
export interface RunRequest {
  readonly connection: Connection;
  readonly plan: MigrationPlan;
  readonly options: ResolvedApplyOptions;
  readonly lock: MigrationLock;
  readonly outside: MigrationRun["outside"];
}

/**
 * A migration of another plan that was interrupted.
 *
 * @returns the run that finishes it; undefined when there is none
 */
export async function openInterrupted(request: RunRequest): Promise<MigrationRun | undefined> {
  const last = await readLastRecord(request.connection);
  if (last?.state !== "applying" || last.hash === request.plan.hash) return undefined;
  const plan = await readRecordedPlan(request.connection, last.id);
  assertPlanSealed(plan);
  return resume({ ...request, plan }, last);
}

/**
 * Opens the plan that is asked for.
 *
 * @returns the run; undefined when the database is where the plan leads already
 * @throws MIGRATION.PLAN_OUTDATED
 */
export async function openRun(request: RunRequest): Promise<MigrationRun | undefined> {
  const { connection, plan } = request;
  const last = await readLastRecord(connection);
  const isUnfinished = last?.state === "applying" || last?.state === "failed";
  if (last !== undefined && isUnfinished && last.hash === plan.hash) return resume(request, last);
  const before = await readCatalog(connection);
  const found = catalogFingerprint(before);
  const overlooked = found === plan.from ? [] : await readOverlooked(connection, before);
  const known = asKnown(before, overlooked);
  if (found !== plan.from && catalogFingerprint(known) !== plan.from) {
    if ([before, known].some((catalog) => catalogFingerprint(catalog, plan.unspelled) === plan.to)) return undefined;
    throw planOutdated(connection, plan, found);
  }
  // Where it starts, a plan is to be applied: what it changes may be spelled by the server alone, and not be seen from here.
  if (plan.segments.length === 0) return undefined;
  return begin(request, { before, found, overlooked, ...(isUnfinished && { superseded: last }) });
}

/** What a migration begins with. */
interface Beginning {
  readonly before: Catalog;
  readonly found: string;
  readonly overlooked: Overlooked;
  readonly superseded?: MigrationRecord;
}

async function begin(request: RunRequest, beginning: Beginning): Promise<MigrationRun> {
  const { connection, plan, options, lock } = request;
  const { before, found, overlooked, superseded } = beginning;
  const name = options.name ?? nameOf(plan);
  const record = await runFenced(request, name, async () => {
    if (superseded !== undefined) await endRecord(connection, superseded.id, { state: "superseded" });
    return beginRecord(connection, { name, plan, before, from: found, fencingToken: lock.fencingToken });
  });
  return { ...request, record, journal: new Map(), overlooked };
}

async function resume(request: RunRequest, record: MigrationRecord): Promise<MigrationRun> {
  const { connection, lock } = request;
  const entries = await readJournal(connection, record.id);
  // A step without a transaction may have happened after the fingerprint was noted: then its probe tells, not this.
  if (record.at !== UNREAD && entries.every(({ state }) => state === "done")) {
    const found = catalogFingerprint(await readCatalog(connection));
    if (found !== record.at) throw changedBetween(connection, record.at, found);
  }
  await runFenced(request, record.name, () => resumeRecord(connection, record.id, lock.fencingToken));
  const overlooked = await overlookedBefore(connection, record, request.plan);
  return { ...request, record, journal: new Map(entries.map((entry) => [entry.position, entry])), overlooked };
}

/** What the attempt that was interrupted had overlooked. */
async function overlookedBefore(
  connection: Connection,
  record: MigrationRecord,
  plan: MigrationPlan,
): Promise<Overlooked> {
  if (record.from === plan.from) return [];
  const { before } = await readRecordedCatalogs(connection, record.id);
  return before === undefined ? [] : readOverlooked(connection, before);
}

/** The first steps, as far as a line goes. */
function nameOf(plan: MigrationPlan): string {
  const ids = plan.segments.flatMap(({ steps }) => steps.map(({ id }) => id));
  const text = ids.slice(0, 3).join(", ");
  return ids.length > 3 ? `${text} and ${ids.length - 3} more` : text;
}
