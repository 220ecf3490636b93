import type { Connection } from "@dataflow/database";

/**
 * The tables that a statement reads as a whole.
 *
 * @param connection the database
 * @param statement its text; parameters need no values to be planned
 * @returns their names, or what the statement calls them
 */
export async function scannedInFile(connection: Connection, statement: string): Promise<readonly string[]> {
  const { rows } = await connection.execute({ text: `EXPLAIN QUERY PLAN ${statement}` }, []);
  return rows.flatMap(([, , , detail]) => {
    const [, table] = /^SCAN (\S+)$/.exec(String(detail)) ?? [];
    return table === undefined ? [] : [table];
  });
}
