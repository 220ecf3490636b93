import { migrationDialect } from "../dialects/migration-dialects.ts";
import { poll } from "../lock/poll.ts";
import { codeOf } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";

/** What a transaction under the lock needs to know. */
export type FencedRun = Pick<MigrationRun, "connection" | "lock" | "options">;

/**
 * Runs a transaction under the lock: it waits only shortly for tables that others use, makes sure of the lock, and is
 * tried again from its beginning while others are in its way. A change that waited would make everyone behind it wait.
 *
 * @param run the migration
 * @param step what it is for, in what is told about it
 * @param body what it does; it may run more than once
 * @returns what `body` gave
 */
export function runFenced<Result>(run: FencedRun, step: string, body: () => Promise<Result>): Promise<Result> {
  const { connection, lock, options } = run;
  const settings = migrationDialect(connection.dialect).transactionSettings(options.lockTimeoutMs);
  const attempt = async (): Promise<{ readonly result: Result }> => ({
    result: await connection.transaction(
      async () => {
        for (const sql of settings) await connection.run(sql);
        await lock.assertHeld();
        return body();
      },
      { isolation: "read committed" },
    ),
  });
  return withPatience(run, step, attempt);
}

/** Tries again while others are in the way, as long as the options say; then the last failure is thrown as it is. */
export async function withPatience<Result>(
  run: FencedRun,
  step: string,
  attempt: () => Promise<{ readonly result: Result }>,
): Promise<Result> {
  const { retryMs, signal, tell } = run.options;
  const { result } = await poll(attempt, {
    waitMs: retryMs,
    timeoutError: (cause) => (cause instanceof Error ? cause : new Error(step, { cause })),
    onObstacle: (error) => tell({ kind: "segmentRetried", step, errorCode: codeOf(error) }),
    ...(signal && { signal }),
  });
  return result;
}
