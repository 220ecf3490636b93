/**
 * Of many processes that want to change one schema at once, one does and the others wait.
 *
 * The lock and the change share one transaction: whoever gets the lock next sees the change, and a process that dies
 * leaves neither a lock nor half a change. Losers do not queue in the database, where they would hold snapshots and
 * connections; they end their transaction, sleep a little, and try again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";

/** How long to be patient. */
export interface SchemaLockOptions {
  /** How long to try, in milliseconds. */
  readonly waitMs: number;
  /** How long one statement may wait for a table that others use, in milliseconds. */
  readonly lockTimeoutMs: number;
}

/** What one attempt came to: a result, or the reason it has to be made again. */
type Attempt<Result> = { readonly result: Result } | { readonly contention: unknown };

/** Errors that say "not now": the whole change is rolled back and may be made again. */
const CONTENTION: readonly string[] = [
  "DATABASE.BUSY",
  "DATABASE.LOCK_TIMEOUT",
  "DATABASE.DEADLOCK",
  "DATABASE.SERIALIZATION_FAILURE",
];

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/**
 * Runs `body` in a transaction that alone may change the given database schemas.
 *
 * @param connection the database, outside of any transaction
 * @param schemas the database schemas to be changed; undefined is the connection's default
 * @param body the change; it may run more than once, each time from the start, and must look again at what there is
 * @param options how long to be patient
 * @returns what `body` gave
 * @throws MIGRATION.LOCK_TIMEOUT when others were in the way for all of `waitMs`
 */
export async function withSchemaLock<Result>(
  connection: Connection,
  schemas: readonly (string | undefined)[],
  body: () => Promise<Result>,
  options: SchemaLockOptions,
): Promise<Result> {
  const deadline = performance.now() + options.waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const attempt = await tryOnce(connection, schemas, body, options);
    if ("result" in attempt) return attempt.result;
    if (performance.now() + pause > deadline) throw lockTimeout(connection, options, attempt.contention);
    // Jitter: processes that were started together do not keep asking together.
    await sleep(pause * (0.5 + Math.random()));
  }
}

async function tryOnce<Result>(
  connection: Connection,
  schemas: readonly (string | undefined)[],
  body: () => Promise<Result>,
  options: SchemaLockOptions,
): Promise<Attempt<Result>> {
  const dialect = ddlDialect(connection.dialect);
  const attempt = async (): Promise<Attempt<Result>> => {
    for (const sql of dialect.transactionSettings(options.lockTimeoutMs)) await connection.run(sql);
    if (!(await dialect.tryLock(connection, schemas))) return { contention: undefined };
    return { result: await body() };
  };
  try {
    // Each statement must see what the lock's last holder committed, so no snapshot may be older than the lock.
    return await connection.transaction(attempt, { isolation: "read committed" });
  } catch (error) {
    if (isContention(error)) return { contention: error };
    throw error;
  }
}

function isContention(error: unknown): boolean {
  if (!isDataFlowError(error)) return false;
  return CONTENTION.includes(error.code) || isContention(error.cause);
}

function lockTimeout(connection: Connection, options: SchemaLockOptions, cause: unknown): Error {
  return migrationErrors.create("LOCK_TIMEOUT", {
    message: `The schema of ${connection.target} could not be changed within ${options.waitMs} ms`,
    why: "another process changes it, or holds a table that the change needs",
    fix: "try again; if it lasts, look for a long transaction in the database, or raise waitMs",
    cause,
  });
}
