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
