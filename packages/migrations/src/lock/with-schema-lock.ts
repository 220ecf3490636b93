import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { lockTimeout } from "./lock-errors.ts";
import { poll } from "./poll.ts";
import { holdUnrecorded } from "./with-migration-lock.ts";

/** How long to be patient. */
export interface SchemaLockOptions {
  /** How long to try, in milliseconds. */
  readonly waitMs: number;
  /** How long one statement may wait for a table that others use, in milliseconds. */
  readonly lockTimeoutMs: number;
}

/**
 * Runs `body` in a transaction under the migration lock. The lock belongs to the connection of the transaction, so it needs
 * no note and no fencing token: a database in which nothing was ever migrated gets no table for it.
 *
 * @param connection the database, outside of any transaction
 * @param body the change; it may run more than once, each time from the start, and must look again at what there is
 * @param options how long to be patient
 * @returns what `body` gave
 * @throws MIGRATION.LOCK_TIMEOUT when others were in the way for all of `waitMs`
 */
export function withSchemaLock<Result>(
  connection: Connection,
  body: () => Promise<Result>,
  options: SchemaLockOptions,
): Promise<Result> {
  const { waitMs, lockTimeoutMs } = options;
  const settings = migrationDialect(connection.dialect).transactionSettings(lockTimeoutMs);
  const change = async (): Promise<Result> => {
    for (const sql of settings) await connection.run(sql);
    return body();
  };
  // Each statement must see what the lock's last holder committed, so no snapshot may be older than the lock.
  const attempt = async () => ({ result: await connection.transaction(change, { isolation: "read committed" }) });
  const timeoutError = (cause: unknown) => lockTimeout(connection, waitMs, [], cause);
  return holdUnrecorded(connection, waitMs, async () => (await poll(attempt, { waitMs, timeoutError })).result);
}
