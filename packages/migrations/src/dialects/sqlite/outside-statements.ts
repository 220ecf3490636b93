import type { OutsideStatement } from "../outside-statement.ts";

/** These change a connection or the file's layout, never what it holds, and may be run any number of times. */
const REPEATABLE = /^\s*(?:VACUUM|ANALYZE|REINDEX|PRAGMA)\b/i;

/**
 * Recognises a statement.
 *
 * @param sql the statement
 * @returns how to find out about it; undefined for one of which that cannot be found out
 */
export function sqliteOutsideStatement(sql: string): OutsideStatement | undefined {
  if (!REPEATABLE.test(sql)) return undefined;
  return { probe: async () => "repeatable", cleanUp: async () => undefined };
}
