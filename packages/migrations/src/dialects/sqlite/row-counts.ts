import type { Connection } from "@dataflow/database";
import { quoteIdentifier } from "../sql-text.ts";

/** Counting goes on for a few milliseconds at most: that there are more tells nobody anything. */
const MOST_COUNTED = 100_000;

export async function sqliteRowCounts(
  connection: Connection,
  tables: readonly (readonly string[])[],
): Promise<readonly number[]> {
  const counts = tables.map((path) => {
    const name = quoteIdentifier(path.at(-1) ?? "");
    return `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${name} LIMIT ${MOST_COUNTED}))`;
  });
  const { rows } = await connection.execute({ text: counts.join(" UNION ALL ") }, []);
  return rows.map(([count]) => Number(count));
}
