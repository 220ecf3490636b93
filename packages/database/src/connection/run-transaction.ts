import { setTimeout as sleep } from "node:timers/promises";
import { databaseErrorKind } from "../errors/driver-failure.ts";
import type { Driver, TransactionSession } from "./driver.ts";
import type { TransactionOptions } from "./transaction-options.ts";
import { TransactionScope } from "./transaction-scope.ts";

const DEFAULT_RETRY_DELAY_MS = 20;
const MAX_RETRY_DELAY_MS = 2_000;

/** The failures that say: the same transaction may succeed when all of it is done again. */
const WORTH_ANOTHER_ATTEMPT: ReadonlySet<string> = new Set(["SERIALIZATION_FAILURE", "DEADLOCK", "BUSY"]);

/** How an outermost transaction runs. */
export interface TransactionRun<Result> {
  readonly driver: Pick<Driver, "begin">;
  readonly acquireTimeoutMs: number;
  readonly options: TransactionOptions;
  /** Calls the user's body in the async context of the scope. */
  readonly enter: (scope: TransactionScope) => Promise<Result>;
  /** How it ends when the body has returned; by default it is committed. */
  readonly end?: (session: TransactionSession) => Promise<void>;
}

/** Runs a transaction from BEGIN to its end, and again as often as its options say. */
export async function runTransaction<Result>(run: TransactionRun<Result>): Promise<Result> {
  const attempts = run.options.retry?.attempts ?? 1;
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptTransaction(run);
    if ("result" in outcome) return outcome.result;
    if (attempt >= attempts || !outcome.isWorthAnotherAttempt) throw outcome.error;
    await sleep(retryDelay(attempt, run.options.retry?.delayMs ?? DEFAULT_RETRY_DELAY_MS));
  }
}

type Outcome<Result> =
  | { readonly result: Result }
  | { readonly error: unknown; readonly isWorthAnotherAttempt: boolean };

async function attemptTransaction<Result>(run: TransactionRun<Result>): Promise<Outcome<Result>> {
  let scope: TransactionScope | undefined;
  try {
    const session = await run.driver.begin(run.options);
    scope = TransactionScope.outermost(session, run.acquireTimeoutMs);
    return { result: await runInScope(scope, session, run) };
  } catch (error) {
    return { error, isWorthAnotherAttempt: isWorthAnotherAttempt(error, scope) };
  }
}

/** The body may have wrapped the failure in errors of its own, or in one without a cause: what the database said decides. */
export function isWorthAnotherAttempt(error: unknown, scope: TransactionScope | undefined): boolean {
  for (const failure of [error, scope?.failure]) {
    const seen = new Set<unknown>();
    for (let cause = failure; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
      if (WORTH_ANOTHER_ATTEMPT.has(databaseErrorKind(cause) ?? "")) return true;
      seen.add(cause);
    }
  }
  return false;
}

async function runInScope<Result>(
  scope: TransactionScope,
  session: TransactionSession,
  run: TransactionRun<Result>,
): Promise<Result> {
  let isCommitting = false;
  try {
    const result = await run.enter(scope);
    await scope.complete(() => {
      isCommitting = true;
      return run.end === undefined ? session.commit() : run.end(session);
    });
    return result;
  } catch (error) {
    // A commit ends the session whichever way it goes.
    await scope.abandon(error, () => (isCommitting ? undefined : session.rollback()));
    throw error;
  }
}

/** Doubles with each attempt; between half of it and all of it, so that two that collided do not collide again. */
function retryDelay(attempt: number, firstDelayMs: number): number {
  const full = Math.min(firstDelayMs * 2 ** (attempt - 1), MAX_RETRY_DELAY_MS);
  return full / 2 + (Math.random() * full) / 2;
}
