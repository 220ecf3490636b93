import { setTimeout as sleep } from "node:timers/promises";
import { databaseErrors } from "../../errors/database-errors.ts";
import { textField } from "../../errors/error-fields.ts";

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 25;

/** What to repeat, and for how long. */
export interface BusyRetry<Result> {
  readonly work: () => Result;
  readonly timeoutMs: number;
  readonly target: string;
}

/** Whether a driver's error says that another process holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = textField(error, "code");
  return code !== undefined && (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"));
}

/**
 * Repeats work that another process's lock prevents, with pauses in which the program goes on with other things.
 *
 * @throws DATABASE.BUSY when the time is over
 */
export async function retryWhileBusy<Result>({ work, timeoutMs, target }: BusyRetry<Result>): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) throw busy(target, timeoutMs, textField(error, "code"));
    }
    await sleep(pause / 2 + (Math.random() * pause) / 2);
  }
}

function busy(target: string, timeoutMs: number, code: string | undefined): Error {
  return databaseErrors.create("BUSY", {
    message: `${target} was locked by another connection for ${timeoutMs} ms`,
    why: "a file has one writer at a time, and another connection, of this process or another, has not ended its transaction",
    fix: "try again, shorten the other transaction, or raise busyTimeoutMs",
    cause: Object.freeze({ code }),
  });
}
