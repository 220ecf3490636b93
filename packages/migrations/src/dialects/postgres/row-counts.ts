import type { Connection } from "@dataflow/database";
import { quoteIdentifier, quoteText } from "../sql-text.ts";

/** Up to here rows are counted; beyond, statistics say more than a longer count. */
const MOST_COUNTED = 10_000;

/** Row security could hide rows, and a table would seem empty that is not: with it off, that is an error. */
const SHOW_ALL = "SET LOCAL row_security = off";

export async function postgresRowCounts(
  connection: Connection,
  tables: readonly (readonly string[])[],
): Promise<readonly number[]> {
  const parts = tables.map((path, index) => {
    const name = path.map(quoteIdentifier).join(".");
    const estimate = `SELECT reltuples FROM pg_catalog.pg_class WHERE oid = ${quoteText(name)}::regclass`;
    return `SELECT ${index}, (SELECT count(*) FROM (SELECT 1 FROM ${name} LIMIT ${MOST_COUNTED}) AS counted), (${estimate})`;
  });
  const { rows } = await connection.transaction(
    async () => {
      await connection.run(SHOW_ALL);
      return connection.execute({ text: parts.join(" UNION ALL ") }, []);
    },
    { readOnly: true },
  );
  const counts = new Map(
    rows.map(([index, count, estimate]) => {
      const counted = Number(count);
      return [Number(index), counted < MOST_COUNTED ? counted : Math.max(counted, Math.round(Number(estimate)))];
    }),
  );
  return tables.map((_, index) => counts.get(index) ?? Number.NaN);
}
