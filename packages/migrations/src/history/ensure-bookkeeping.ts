import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { lockTimeout } from "../lock/lock-errors.ts";
import { poll } from "../lock/poll.ts";

const WAIT_MS = 30_000;

/**
 * Makes sure that the tables of history, journal and locks are there. Any number of processes may call it at once.
 *
 * @param connection the database
 */
export async function ensureBookkeeping(connection: Connection): Promise<void> {
  const dialect = migrationDialect(connection.dialect);
  const attempt = async (): Promise<true | undefined> =>
    (await dialect.hasBookkeeping(connection)) || (await dialect.createBookkeeping(connection)) || undefined;
  await poll(attempt, { waitMs: WAIT_MS, timeoutError: (cause) => lockTimeout(connection, WAIT_MS, [], cause) });
}
