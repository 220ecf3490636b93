import type { Connection } from "@dataflow/database";

/**
 * The tables that a statement reads as a whole.
 *
 * @param connection the database
 * @param statement its text
 * @returns their names, or what the statement calls them
 */
export async function scannedInFile(connection: Connection, statement: string): Promise<readonly string[]> {
  const { rows } = await connection.execute({ text: `EXPLAIN QUERY PLAN ${statement}` }, nullsFor(statement));
  return rows.flatMap(([, , , detail]) => {
    const [, table] = /^SCAN (\S+)$/.exec(String(detail)) ?? [];
    return table === undefined ? [] : [table];
  });
}

/** A value for each placeholder, which the driver asks for even when nothing is run. */
function nullsFor(statement: string): readonly null[] {
  const placeholders = statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "").matchAll(/\?(\d*)/g);
  let count = 0;
  for (const [, number] of placeholders) count = number === "" ? count + 1 : Math.max(count, Number(number));
  return Array.from({ length: count }, () => null);
}
