import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";

/** Row security could hide rows, and a table would seem empty that is not: with it off, that is an error. */
const NAMES = ["statement_timeout", "lock_timeout", "row_security"] as const;

/** What means that nobody knows, rather than that something is wrong. */
const GIVEN_UP: ReadonlySet<string> = new Set([
  "DATABASE.STATEMENT_TIMEOUT",
  "DATABASE.LOCK_TIMEOUT",
  "DATABASE.PERMISSION_DENIED",
]);

/**
 * Reads with a limit of time, and leaves the settings of a caller's transaction as they were.
 *
 * @param connection the database
 * @param timeoutMs the longest that one statement may take, waiting for locks included
 * @param body what reads
 * @returns what it gave; undefined when it took too long, or may not be read
 */
export async function withinTime<Result>(
  connection: Connection,
  timeoutMs: number,
  body: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await connection.transaction(async () => {
      const now = NAMES.map((name) => `current_setting('${name}') AS "${name}"`).join(", ");
      const before = (await connection.query(`SELECT ${now}`)).rows[0] ?? {};
      // 0 would be no limit at all.
      const limit = String(Math.max(1, Math.ceil(timeoutMs)));
      await set(connection, [limit, limit, "off"]);
      const result = await body();
      await set(
        connection,
        NAMES.map((name) => String(before[name])),
      );
      return result;
    });
  } catch (error) {
    if (isDataFlowError(error) && GIVEN_UP.has(error.code)) return undefined;
    throw error;
  }
}

async function set(connection: Connection, values: readonly string[]): Promise<void> {
  const calls = NAMES.map((name, index) => `set_config('${name}', $${index + 1}, true)`);
  await connection.query(`SELECT ${calls.join(", ")}`, values);
}
