import type { Connection, StatementEvent } from "@dataflow/database";
import { scanPlans } from "../dialects/scan-plans.ts";

/** A table that a statement reads from the first row to the last. */
export interface SequentialScan {
  readonly table: string;
  readonly statement: string;
}

/** Statements that have a plan. */
const PLANNED = /^\s*(?:select|with|insert|update|delete|values)\b/i;

/**
 * The tables that statements read as a whole although they look for some rows of them only, as the database plans it.
 *
 * @param connection the database that they ran on
 * @param statements what ran
 * @returns one scan for each table of each statement
 */
export async function sequentialScans(
  connection: Connection,
  statements: readonly StatementEvent[],
): Promise<readonly SequentialScan[]> {
  const texts = new Set(statements.filter(({ errorCode }) => errorCode === undefined).map(({ text }) => text));
  const scans: SequentialScan[] = [];
  for (const statement of texts) {
    if (!PLANNED.test(statement)) continue;
    for (const table of await scanPlans[connection.dialect](connection, statement)) scans.push({ table, statement });
  }
  return scans;
}
