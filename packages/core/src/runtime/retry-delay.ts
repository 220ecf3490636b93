import { isDataFlowError } from "../errors/dataflow-error.ts";
import type { RetryPolicy } from "../workflow/node-options.ts";

/**
 * How long to wait before the next attempt: exponential, capped, and drawn at random from zero to that ("full jitter"),
 * so that many runs that failed together do not come back together.
 *
 * @param policy the retry options, complete
 * @param attempt the attempt that failed, from 1
 * @param random gives numbers from 0 to 1
 * @returns milliseconds
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.maxDelayMs, policy.delayMs * policy.backoff ** (attempt - 1));
  return policy.jitter ? random() * full : full;
}

/** An error that says that it would happen again is believed. What failed inside a nested run decides for it. */
export function mayRetry(error: unknown): boolean {
  let cause = error;
  while (isDataFlowError(cause) && cause.code === "RUNTIME.NODE_FAILED") cause = cause.cause;
  return !isDataFlowError(cause) || cause.isRetryable;
}
