import type { DataFlowError } from "../errors/dataflow-error.ts";
import type { RunClock } from "./run-clock.ts";

/** An attempt that may take only so long. */
export interface TimedAttempt {
  readonly clock: RunClock;
  readonly timeoutMs: number;
  /** Aborted when the time is over. */
  readonly controller: AbortController;
  /** The error of an attempt that took too long. */
  readonly timeout: () => DataFlowError;
}

/**
 * Waits for an attempt, but not longer than it may take. What an abandoned attempt still gives or throws is dropped.
 *
 * @param outcome the attempt that runs
 * @param attempt its limits
 * @returns its result
 * @throws RUNTIME.NODE_TIMEOUT when it took too long
 */
export function withinTime(outcome: PromiseLike<unknown>, attempt: TimedAttempt): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callOff = attempt.clock.after(attempt.timeoutMs, () => {
      const error = attempt.timeout();
      // Rejected before the abort, so that the node's answer to its signal cannot come first.
      reject(error);
      attempt.controller.abort(error);
    });
    outcome.then(
      (value) => {
        callOff();
        resolve(value);
      },
      (error: unknown) => {
        callOff();
        reject(error);
      },
    );
  });
}

/** Whether a node's answer comes later. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
