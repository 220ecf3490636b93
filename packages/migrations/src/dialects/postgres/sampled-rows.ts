import type { Connection } from "@dataflow/database";
import type { TableName } from "../../diff/table-name.ts";
import { quoteTable } from "../sql-text.ts";
import { withinTime } from "./within-time.ts";

/** Up to here rows are counted; beyond, an estimate says enough. */
export const MOST_COUNTED = 10_000;

/** The rows found at the beginning of a table. */
export interface SampledRows {
  /** All rows there are, when fewer than {@link MOST_COUNTED}. */
  readonly rows: number;
  /** The pages that they were found on. */
  readonly pages: number;
  readonly query: string;
}

/**
 * Counts rows up to a limit, and the pages that they are on.
 *
 * @param connection the database
 * @param tables tables by number
 * @param timeoutMs the longest it may take
 * @returns what was found, by number; nothing when it took too long
 */
export async function sampleRows(
  connection: Connection,
  tables: ReadonlyMap<number, TableName>,
  timeoutMs: number,
): Promise<ReadonlyMap<number, SampledRows>> {
  if (tables.size === 0) return new Map();
  const queries = new Map([...tables].map(([index, table]) => [index, sampleQuery(index, table)]));
  const found = await withinTime(connection, timeoutMs, () =>
    connection.query([...queries.values()].join("\nUNION ALL ")),
  );
  return new Map(
    (found?.rows ?? []).map(({ n, rows, pages }) => [
      Number(n),
      { rows: Number(rows), pages: Number(pages), query: queries.get(Number(n)) ?? "" },
    ]),
  );
}

/** Not the last page: a reading may begin in the middle of a large table. */
function sampleQuery(index: number, table: TableName): string {
  return `SELECT ${index} AS n, count(*)::int AS rows, count(DISTINCT ROW(t, (c::text::point)[0]))::int AS pages
FROM (SELECT tableoid AS t, ctid AS c FROM ${quoteTable(table)} LIMIT ${MOST_COUNTED}) AS found`;
}
