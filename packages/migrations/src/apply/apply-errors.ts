import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { Overlooked } from "../drift/overlooked.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";

/** The failure of one statement, before it is known what was kept. */
export class StepFailure extends Error {
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(step, { cause });
    this.step = step;
  }
}

/** What was kept of a migration that failed. */
export interface KeptSteps {
  readonly done: readonly string[];
  readonly of: number;
  readonly isRolledBack: boolean;
}

/** A step failed for good. */
export function migrationFailed(connection: Connection, failure: StepFailure, kept: KeptSteps): DataFlowError {
  const { cause } = failure;
  const known = isDataFlowError(cause);
  return migrationErrors.create("STEP_FAILED", {
    message: `The step "${failure.step}" failed on ${connection.target}${known ? `: ${cause.message}` : ""}; ${describeKept(kept)}`,
    why: known ? cause.why : "the database refused the statement",
    fix: `${known ? cause.fix : "look at the cause"}; then apply the same plan again, and it goes on where it was, or make a new one`,
    meta: { step: failure.step, done: kept.done, of: kept.of, rolledBack: kept.isRolledBack },
    isRetryable: known && cause.isRetryable,
    cause,
  });
}

function describeKept({ done, of, isRolledBack }: KeptSteps): string {
  if (isRolledBack) return "what had been done before was taken back";
  if (done.length === 0) return "nothing was kept";
  return `${done.length} of ${of} steps are done and kept, the last of them "${done.at(-1)}"`;
}

/** The database is not the one that the plan was made for. */
export function planOutdated(connection: Connection, plan: MigrationPlan, found: string): DataFlowError {
  return migrationErrors.create("PLAN_OUTDATED", {
    message: `The plan does not fit the schema of ${connection.target} any more`,
    why: "the schema was changed after the plan was made, so its steps may not mean what they meant",
    fix: "make a new plan from what is there now",
    meta: { planned: plan.from, found },
  });
}

/** Something changed the schema between two attempts. */
export function changedBetween(connection: Connection, expected: string, found: string): DataFlowError {
  return migrationErrors.create("PLAN_OUTDATED", {
    message: `The schema of ${connection.target} was changed while a migration was interrupted`,
    why: "it is not what the steps that are done have left, so the rest of the plan may not fit it",
    fix: "make a new plan from what is there now; the interrupted migration is given up for it",
    meta: { planned: expected, found },
  });
}

/** The statements did not lead where the plan says. */
export function unexpectedResult(connection: Connection, plan: MigrationPlan, found: string): DataFlowError {
  return migrationErrors.create("UNEXPECTED_RESULT", {
    message: `The plan did not lead to the schema that it promised on ${connection.target}`,
    why: "the catalog after its last step is not the planned one: something else changed it meanwhile, or a step does more or less than it says",
    fix: "make a new plan from what is there now, and look at what it would still change",
    meta: { planned: plan.to, found },
  });
}

/** A plan changes what is to be left alone. */
export function driftTouched(connection: Connection, touched: Overlooked): DataFlowError {
  const names = touched.map(({ object }) => object);
  return migrationErrors.create("UNEXPECTED_RESULT", {
    message: `The plan would change what is ignored on ${connection.target}: ${names.join(", ")}`,
    why: "these were changed by hand, somebody has said that they are left alone, and the plan was made without them",
    fix: "take that back with db.migrations.settleDrift({ forget }), then adopt or patch them before the plan is applied",
    meta: { objects: names },
  });
}

/** A plan that cannot be applied by anybody. */
export function invalidPlan(message: string, fix: string): DataFlowError {
  return migrationErrors.create("INVALID_PLAN", {
    message,
    why: "after an interruption nobody could tell whether such a step has happened",
    fix,
  });
}

/** The caller's signal was aborted. */
export function migrationCancelled(step: string, signal: AbortSignal): DataFlowError {
  return migrationErrors.create("CANCELLED", {
    message: `The migration was cancelled at the step "${step}"`,
    why: "the signal that was given to it was aborted",
    fix: "apply the same plan again when it suits: it goes on where it was",
    cause: signal.reason,
  });
}

/** Failures of the connection or of the lock: whoever has the lock next finds out what has happened. */
const LOSSES: ReadonlySet<string> = new Set([
  "DATABASE.CONNECTION_LOST",
  "DATABASE.CONNECTION_REFUSED",
  "DATABASE.CONNECT_TIMEOUT",
  "DATABASE.COMMIT_UNKNOWN",
  "MIGRATION.LOCK_LOST",
]);

/** Whether the connection or the lock was lost, so that nothing can be said or written any more. */
export function isLoss(error: unknown): boolean {
  if (error instanceof StepFailure) return isLoss(error.cause);
  return isDataFlowError(error) && (LOSSES.has(error.code) || isLoss(error.cause));
}

/** The code of an error; of what a step failed with, for a step. */
export function codeOf(error: unknown): string {
  if (error instanceof StepFailure) return codeOf(error.cause);
  return isDataFlowError(error) ? error.code : "UNKNOWN";
}
