import type { Connection } from "@dataflow/database";
import { type TableName, tableLabel } from "../../diff/table-name.ts";
import { type Figure, type FigureOrigin, figure } from "../../facts/figure.ts";
import type { DatabaseActivity, TableFacts } from "../../facts/table-facts.ts";
import type { FactsDialect } from "../facts-dialect.ts";
import { quoteIdentifier, quoteText } from "../sql-text.ts";
import { alteredValue } from "./altered-value.ts";
import { countDuplicates, countRows, duplicatesSql } from "./counted-rows.ts";
import { sqliteHealth } from "./sqlite-health.ts";

/** How facts are read on SQLite. */
export const sqliteFacts: FactsDialect = Object.freeze({
  tableFacts,
  databaseActivity,
  count: countRows,
  duplicates: countDuplicates,
  duplicatesSql,
  altered: ({ quoted }, newType, using) =>
    using === undefined ? alteredValue(quoted, newType) : `(${using}) IS NOT +${quoted}`,
} satisfies FactsDialect);

/** Counting goes on for a few milliseconds at most. */
const MOST_COUNTED = 100_000;
/** Sizes are found by reading the file, so only those of a small one are. */
const MOST_MEASURED_BYTES = 256 * 1024 * 1024;

async function tableFacts(connection: Connection, tables: readonly TableName[]): Promise<readonly TableFacts[]> {
  const wanted = tables.map(({ name }) => quoteText(name)).join(", ");
  const there = await connection.query(
    `SELECT name, lower(name) AS key FROM sqlite_schema WHERE type = 'table' AND name COLLATE NOCASE IN (${wanted})`,
  );
  const names = new Map(there.rows.map(({ key, name }) => [String(key), String(name)]));
  const found = tables.flatMap((table) => {
    const name = names.get(table.name.toLowerCase());
    return name === undefined ? [] : [{ table, name }];
  });
  if (found.length === 0) return [];
  const rows = await rowFigures(connection, found);
  const sizes = await readSizes(connection, found);
  return found.map(({ table, name }, index) => factsOf(table, rows[index], sizes.get(name)));
}

interface FoundTable {
  readonly table: TableName;
  /** As the file spells it. */
  readonly name: string;
}

async function rowFigures(connection: Connection, found: readonly FoundTable[]): Promise<readonly Figure[]> {
  const query = found
    .map(({ name }) => `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${quoteIdentifier(name)} LIMIT ${MOST_COUNTED}))`)
    .join("\nUNION ALL ");
  const { rows } = await connection.execute({ text: query }, []);
  const counts = rows.map(([count]) => Number(count));
  const figures: Figure[] = [];
  for (const [index, { table, name }] of found.entries()) {
    const count = counts[index] ?? Number.NaN;
    const fact = `rows of ${tableLabel(table)}`;
    if (count < MOST_COUNTED) figures.push(figure(count, true, { source: "count", fact, unit: "rows", query }));
    else figures.push(await estimate(connection, name, fact));
  }
  return figures;
}

/** What ANALYZE wrote down, else how far the numbers of rows reach; without either nobody knows. */
async function estimate(connection: Connection, name: string, fact: string): Promise<Figure> {
  const stored = await storedRows(connection, name);
  if (stored !== undefined)
    return figure(Math.max(stored.rows, MOST_COUNTED), false, { ...ROWS, fact, query: stored.query });
  const query = `SELECT max(rowid) - min(rowid) + 1 AS rows FROM ${quoteIdentifier(name)}`;
  const isNumbered = await connection.query("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", [
    name,
  ]);
  if (Number(isNumbered.rows[0]?.wr) !== 0) return figure(undefined, false, { ...ROWS, fact });
  const { rows } = await connection.query(query);
  return figure(Number(rows[0]?.rows), false, { ...ROWS, fact, query });
}

const ROWS = { source: "catalog", unit: "rows" } as const;

async function storedRows(
  connection: Connection,
  name: string,
): Promise<{ readonly rows: number; readonly query: string } | undefined> {
  const there = await connection.query("SELECT 1 AS found FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  if (there.rows.length === 0) return undefined;
  // The statistics of a partial index count only its own rows; those of any other count all.
  const query = `SELECT max(CAST(stat AS INTEGER)) AS rows FROM sqlite_stat1 WHERE tbl = ${quoteText(name)}`;
  const rows = (await connection.query(query)).rows[0]?.rows;
  return rows === null || rows === undefined ? undefined : { rows: Number(rows), query };
}

interface Sizes {
  readonly pages: number;
  readonly bytes: number;
  readonly indexBytes: number;
  readonly query: string;
}

async function readSizes(connection: Connection, found: readonly FoundTable[]): Promise<ReadonlyMap<string, Sizes>> {
  const file = await connection.query(
    "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes",
  );
  if (Number(file.rows[0]?.bytes) > MOST_MEASURED_BYTES) return new Map();
  const names = found.map(({ name }) => quoteText(name)).join(", ");
  const query = `SELECT s.tbl_name AS name, sum(iif(s.type = 'table', d.pageno, 0)) AS pages,
  sum(iif(s.type = 'table', d.pgsize, 0)) AS bytes, sum(iif(s.type = 'index', d.pgsize, 0)) AS indexes
FROM sqlite_schema AS s JOIN dbstat AS d ON d.name = s.name AND d.aggregate = TRUE
WHERE s.type IN ('table', 'index') AND s.tbl_name IN (${names}) GROUP BY s.tbl_name`;
  const { rows } = await connection.query(query);
  return new Map(
    rows.map(({ name, pages, bytes, indexes }) => [
      String(name),
      { pages: Number(pages), bytes: Number(bytes), indexBytes: Number(indexes), query },
    ]),
  );
}

function factsOf(table: TableName, rows: Figure | undefined, sizes: Sizes | undefined): TableFacts {
  const label = tableLabel(table);
  const origin = (fact: string, unit: string): FigureOrigin => ({
    source: "catalog",
    fact: `${fact} ${label}`,
    unit,
    ...(sizes !== undefined && { query: sizes.query }),
  });
  const unknown = (fact: string, unit: string): Figure => figure(undefined, false, { source: "activity", fact, unit });
  return Object.freeze({
    table,
    rows: rows ?? figure(undefined, false, origin("rows of", "rows")),
    pages: figure(sizes?.pages, true, origin("pages of", "pages")),
    tableBytes: figure(sizes?.bytes, true, origin("size of the rows of", "bytes")),
    indexBytes: figure(sizes?.indexBytes, true, origin("size of the indexes of", "bytes")),
    // Long values are kept with the rows.
    toastBytes: figure(0, true, { source: "catalog", fact: `size of the long values of ${label}`, unit: "bytes" }),
    activity: Object.freeze({
      rowsWritten: unknown(`rows of ${label} written`, "rows"),
      reads: unknown(`readings of ${label}`, "readings"),
      waitingSessions: unknown(`sessions that wait for ${label}`, "sessions"),
      longestTransactionMs: unknown(`longest transaction that holds ${label}`, "ms"),
    }),
  });
}

/** Nobody counts who waits for a file; that somebody writes just now can be seen by trying. */
async function databaseActivity(connection: Connection): Promise<DatabaseActivity> {
  const busy = await sqliteHealth.transactionProblems(connection, 0);
  const fact = "sessions that wait for a lock";
  return Object.freeze({
    longestTransactionMs: figure(busy.length === 0 ? 0 : undefined, !connection.inTransaction, {
      source: "activity",
      fact: "longest transaction of another session that writes",
      unit: "ms",
    }),
    waitingSessions: figure(undefined, false, { source: "activity", fact, unit: "sessions" }),
  });
}
