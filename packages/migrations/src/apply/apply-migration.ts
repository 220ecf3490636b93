/**
 * A plan is applied by a state machine whose state is in the database: a transactional segment commits together with its
 * journal, everything else is noted before and found out about after. Whatever is killed, whenever: the next one who gets
 * the lock knows what is done, goes on from there, and needs nobody to tell it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { endRecord } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import type { MigrationLock, MigrationLockRequest } from "../lock/migration-lock.ts";
import { withMigrationLock } from "../lock/with-migration-lock.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertPlanSealed } from "../plan/seal-migration-plan.ts";
import { codeOf, isLoss, migrationFailed, StepFailure } from "./apply-errors.ts";
import { type ApplyMigrationOptions, type ResolvedApplyOptions, resolveApplyOptions } from "./apply-options.ts";
import { applySegment } from "./apply-segment.ts";
import { endSegment } from "./finish-run.ts";
import type { MigrationOutcome } from "./migration-outcome.ts";
import { type MigrationRun, placedSegments, stepCount } from "./migration-run.ts";
import { openInterrupted, openRun, type RunRequest } from "./open-run.ts";
import { assertRecognised } from "./run-outside.ts";
import { runFenced } from "./run-transaction.ts";
import { openWayBack } from "./take-back.ts";

const MOST_INTERRUPTIONS = 5;
const PAUSE_AFTER_INTERRUPTION_MS = 200;

/** The work of the exported `applyMigration`, which says what it promises. */
export async function applyMigration(
  connection: Connection,
  plan: MigrationPlan,
  options: ApplyMigrationOptions = {},
): Promise<MigrationOutcome> {
  const resolved = resolveApplyOptions(options);
  assertPlanSealed(plan);
  if (plan.dialect !== connection.dialect) throw wrongDatabase(connection, plan);
  assertRecognised(plan);
  for (let interruptions = 0; ; interruptions++) {
    try {
      return { ...(await attempt(connection, plan, resolved)), interruptions };
    } catch (error) {
      if (!isLoss(error) || interruptions === MOST_INTERRUPTIONS) throw plainError(connection, error);
      resolved.tell({ kind: "interrupted", errorCode: codeOf(error) });
      await sleep(PAUSE_AFTER_INTERRUPTION_MS * 2 ** interruptions * (0.5 + Math.random()));
    }
  }
}

type AttemptOutcome = Omit<MigrationOutcome, "interruptions">;

function attempt(connection: Connection, plan: MigrationPlan, options: ResolvedApplyOptions): Promise<AttemptOutcome> {
  const request: MigrationLockRequest = {
    lockScope: "schema_modification",
    timeoutSeconds: options.waitMs / 1000,
    operationDescription: options.name ?? `a migration of ${stepCount(plan)} steps`,
    lockMetadata: { plan: plan.hash },
  };
  const wait = options.signal === undefined ? {} : { signal: options.signal };
  const outside = AsyncLocalStorage.snapshot();
  const body = (lock: MigrationLock) => underLock({ connection, plan, options, lock, outside });
  return withMigrationLock(connection, request, body, wait);
}

async function underLock(request: RunRequest): Promise<AttemptOutcome> {
  const { connection, options } = request;
  await migrationDialect(connection.dialect).prepareSession(connection, options.statementTimeoutMs);
  const interrupted = await openInterrupted(request);
  if (interrupted !== undefined) await applyRun(interrupted);
  const recovered = interrupted === undefined ? {} : { recovered: interrupted.record.id };
  const run = await openRun(request);
  if (run === undefined) return { state: "alreadyApplied", steps: [], isResumed: false, ...recovered };
  await applyRun(run);
  const isDone = (position: number): boolean => run.journal.get(position)?.state === "done";
  const left = placedSegments(run.plan).flatMap(({ steps }) => steps.filter(({ position }) => !isDone(position)));
  return {
    state: "applied",
    migrationId: run.record.id,
    steps: left.map(({ step }) => step.id),
    isResumed: run.record.fencingToken !== run.lock.fencingToken,
    ...recovered,
  };
}

async function applyRun(run: MigrationRun): Promise<void> {
  try {
    const segments = placedSegments(run.plan);
    for (const segment of segments) await applySegment(run, segment);
    // Everything may have been done by an attempt that was interrupted before it could say so.
    if (segments.every(({ steps }) => steps.every(({ position }) => run.journal.get(position)?.state === "done")))
      await runFenced(run, "the end of the plan", () => endSegment(run, true));
  } catch (error) {
    if (isLoss(error)) throw error;
    throw await recordFailure(run, error);
  }
}

/** Notes the failure, so that another plan may take the place of this one, and says what was kept. */
async function recordFailure(run: MigrationRun, error: unknown): Promise<unknown> {
  const { connection, record, plan, options } = run;
  const entries = await readJournal(connection, record.id);
  const done = entries.filter(({ state }) => state === "done").map(({ step }) => step);
  const isRolledBack = options.rollbackOnError && (await takeBack(run, error));
  if (!isRolledBack) {
    await runFenced(run, "the end of the plan", () =>
      endRecord(connection, record.id, { state: "failed", errorCode: codeOf(error) }),
    );
  }
  if (!(error instanceof StepFailure)) return error;
  return migrationFailed(connection, error, { done: isRolledBack ? [] : done, of: stepCount(plan), isRolledBack });
}

/** @returns whether there was something to take back, and it was */
async function takeBack(run: MigrationRun, error: unknown): Promise<boolean> {
  const back = await openWayBack(run, error);
  if (back === undefined) return false;
  // A way back that fails is not taken back again; a signal that ended the way there does not end it.
  await applyRun({ ...back, options: { ...back.options, rollbackOnError: false, signal: undefined } });
  return true;
}

/** What an interrupted step failed with, when it was interrupted too often. */
function plainError(connection: Connection, error: unknown): unknown {
  if (!(error instanceof StepFailure)) return error;
  return migrationFailed(connection, error, { done: [], of: 0, isRolledBack: false });
}

function wrongDatabase(connection: Connection, plan: MigrationPlan): Error {
  return migrationErrors.create("WRONG_DATABASE", {
    message: `A plan for ${plan.dialect} cannot be applied to ${connection.target}`,
    why: "its statements are written for one kind of database",
    fix: `make the plan for "${connection.dialect}"`,
  });
}
