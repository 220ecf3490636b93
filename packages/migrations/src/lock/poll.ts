import { setTimeout as sleep } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/core";

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/** How long to ask again. */
export interface Patience {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Makes the error of one who asked in vain; the cause is the last failure that was in the way, if there was one. */
  timeoutError(cause: unknown): Error | Promise<Error>;
  /** Is told about every failure after which it tries again. */
  readonly onObstacle?: (error: unknown) => void;
}

/** Failures that say "not now": what was tried is undone and may be tried again. */
const CONTENTION: ReadonlySet<string> = new Set([
  "DATABASE.BUSY",
  "DATABASE.LOCK_TIMEOUT",
  "DATABASE.DEADLOCK",
  "DATABASE.SERIALIZATION_FAILURE",
]);

/** Whether an error, or what caused it, says that somebody else was in the way. */
export function isContention(error: unknown): boolean {
  if (isDataFlowError(error) && CONTENTION.has(error.code)) return true;
  return error instanceof Error && isContention(error.cause);
}

/**
 * Tries until something is got, with growing pauses. Jitter: processes that were started together do not keep asking
 * together.
 *
 * @param attempt one try: undefined, or a failure of contention, means another one
 * @param patience for how long
 * @returns what was got
 */
export async function poll<Result>(attempt: () => Promise<Result | undefined>, patience: Patience): Promise<Result> {
  const deadline = performance.now() + patience.waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    let obstacle: unknown;
    try {
      const result = await attempt();
      if (result !== undefined) return result;
    } catch (error) {
      if (!isContention(error)) throw error;
      obstacle = error;
      patience.onObstacle?.(error);
    }
    if (performance.now() + pause > deadline) throw await patience.timeoutError(obstacle);
    await sleep(pause * (0.5 + Math.random()), undefined, patience.signal && { signal: patience.signal });
  }
}
