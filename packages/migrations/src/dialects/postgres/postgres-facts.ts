import type { Connection } from "@dataflow/database";
import { type TableName, tableLabel } from "../../diff/table-name.ts";
import { type Figure, type FigureOrigin, figure } from "../../facts/figure.ts";
import type { DatabaseActivity, TableActivity, TableFacts } from "../../facts/table-facts.ts";
import type { CountQuestion, DuplicateQuestion, FactsDialect } from "../facts-dialect.ts";
import { MOST_COUNTED, type SampledRows, sampleRows } from "./sampled-rows.ts";
import { tableSizesQuery } from "./table-sizes-query.ts";
import { withinTime } from "./within-time.ts";

/** How facts are read on PostgreSQL. */
export const postgresFacts: FactsDialect = Object.freeze({
  tableFacts,
  databaseActivity,
  count,
  duplicates,
  duplicatesSql,
  altered: ({ quoted, type }, newType, using) =>
    `((${using ?? quoted})::${newType})::${type}::text IS DISTINCT FROM ${quoted}::text`,
} satisfies FactsDialect);

/** Nobody waits longer for facts. */
const SIZES_MS = 1_000;
/** Tables of that size are read to the end even when all their rows are dead. */
const SMALL_BYTES = 16 * 1024 * 1024;

type Row = Readonly<Record<string, unknown>>;

async function tableFacts(connection: Connection, tables: readonly TableName[]): Promise<readonly TableFacts[]> {
  const { rows, query } = await readSizes(connection, tables);
  const samples = await readSamples(connection, tables, rows);
  return rows.flatMap((row) => {
    const index = Number(row.n);
    const table = tables[index];
    return table === undefined ? [] : [factsOf(table, { row, query, sample: samples.get(index) })];
  });
}

/** Whoever holds a table for himself keeps its files from being measured, but not the catalog from being read. */
async function readSizes(
  connection: Connection,
  tables: readonly TableName[],
): Promise<{ readonly rows: readonly Row[]; readonly query: string }> {
  const files = tableSizesQuery(tables, "files");
  const measured = await withinTime(connection, SIZES_MS, () => connection.query(files));
  if (measured !== undefined) return { rows: measured.rows, query: files };
  const query = tableSizesQuery(tables, "catalog");
  return { rows: (await connection.query(query)).rows, query };
}

/** Small tables are counted together; large ones cannot hold that up, for they are looked at apart. */
async function readSamples(
  connection: Connection,
  tables: readonly TableName[],
  rows: readonly Row[],
): Promise<ReadonlyMap<number, SampledRows>> {
  const readable = rows.filter(({ readable, far }) => readable === true && far !== true);
  const pick = (wanted: (row: Row) => boolean): ReadonlyMap<number, TableName> =>
    new Map(
      readable.filter(wanted).flatMap(({ n }) => {
        const table = tables[Number(n)];
        return table === undefined ? [] : [[Number(n), table] as const];
      }),
    );
  const small = await sampleRows(connection, pick(isSmall), SIZES_MS);
  const large = pick((row) => !isSmall(row) && Number(row.unmeasured) > 0);
  return new Map([...small, ...(await sampleRows(connection, large, SIZES_MS))]);
}

function isSmall({ main }: Row): boolean {
  return Number(main) <= SMALL_BYTES;
}

interface Reading {
  readonly row: Row;
  readonly query: string;
  readonly sample: SampledRows | undefined;
}

function factsOf(table: TableName, reading: Reading): TableFacts {
  const { row, query } = reading;
  const label = tableLabel(table);
  const bytes = (name: string, fact: string): Figure =>
    figure(numberOf(row[name]), row.measured === true, {
      source: "catalog",
      fact: `${fact} of ${label}`,
      unit: "bytes",
      query,
    });
  const main = numberOf(row.main);
  const pages = main === undefined ? undefined : main / Number(row.block);
  return Object.freeze({
    table,
    rows: rowsOf(label, reading),
    pages: figure(pages, row.measured === true, { source: "catalog", fact: `pages of ${label}`, unit: "pages", query }),
    tableBytes: bytes("main", "size of the rows"),
    indexBytes: bytes("indexes", "size of the indexes"),
    toastBytes: bytes("toast", "size of the long values"),
    activity: activityOf(label, reading),
  });
}

/** reltuples of -1 (before version 14: 0) means that nobody has looked yet, and never that there is nothing. */
function rowsOf(label: string, { row, query, sample }: Reading): Figure {
  const fact = `rows of ${label}`;
  if (sample !== undefined && sample.rows < MOST_COUNTED) {
    return figure(sample.rows, true, { source: "count", fact, unit: "rows", query: sample.query });
  }
  const origin: FigureOrigin = { source: "catalog", fact, unit: "rows", query };
  const unmeasured = Number(row.unmeasured);
  const isUnknown = row.measured === true ? unmeasured > 0 : row.unlooked === true;
  if (row.far === true || (isUnknown && sample === undefined)) return figure(undefined, false, origin);
  const density = sample === undefined || sample.pages === 0 ? 0 : sample.rows / sample.pages;
  const estimate = Number(row.estimate) + (density * unmeasured) / Number(row.block);
  const counted = sample?.rows ?? 0;
  // A file of no length holds nothing, whoever looks at it.
  if (row.measured === true && numberOf(row.main) === 0) return figure(0, true, origin);
  return figure(Math.max(counted, Math.round(estimate)), false, origin);
}

function activityOf(label: string, { row, query }: Reading): TableActivity {
  const origin = (fact: string, unit: string): FigureOrigin => ({ source: "activity", fact, unit, query });
  const written = origin(`rows of ${label} written since statistics were reset`, "rows");
  const longest = origin(`longest transaction that holds a lock on ${label}`, "ms");
  return Object.freeze({
    rowsWritten: figure(numberOf(row.written), true, written),
    reads: figure(numberOf(row.reads), true, origin(`readings of ${label} since statistics were reset`, "readings")),
    waitingSessions: figure(
      numberOf(row.waiting) ?? 0,
      true,
      origin(`sessions that wait for a lock on ${label}`, "sessions"),
    ),
    longestTransactionMs: figure(numberOf(row.longest) ?? 0, true, longest),
  });
}

function numberOf(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

const ACTIVITY = `SELECT (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start) * 1000), 0)::bigint::text
  FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend') AS longest,
  (SELECT count(*)::text FROM pg_catalog.pg_stat_activity
   WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting,
  (SELECT count(*) > 0 FROM pg_catalog.pg_stat_activity WHERE datname = current_database() AND query = '<insufficient privilege>') AS hidden`;

async function databaseActivity(connection: Connection): Promise<DatabaseActivity> {
  const row = (await connection.query(ACTIVITY)).rows[0] ?? {};
  // What other roles do is not shown to everybody; then the longest of those that are shown proves nothing.
  const shown = (value: unknown): number | undefined => (row.hidden === true ? undefined : numberOf(value));
  const origin = (fact: string, unit: string): FigureOrigin => ({ source: "activity", fact, unit, query: ACTIVITY });
  return Object.freeze({
    longestTransactionMs: figure(shown(row.longest), true, origin("longest transaction of another session", "ms")),
    waitingSessions: figure(shown(row.waiting), true, origin("sessions that wait for a lock", "sessions")),
  });
}

async function count(
  connection: Connection,
  { from, where }: CountQuestion,
  timeoutMs: number,
): Promise<number | undefined> {
  return single(connection, `SELECT count(*)::text AS n FROM ${from} WHERE ${where}`, timeoutMs);
}

function duplicates(
  connection: Connection,
  question: DuplicateQuestion,
  timeoutMs: number,
): Promise<number | undefined> {
  return single(connection, duplicatesSql(question), timeoutMs);
}

function duplicatesSql({ from, key, where }: DuplicateQuestion): string {
  const rows = where === undefined ? "" : ` WHERE ${where}`;
  const groups = `SELECT count(*) AS c FROM ${from}${rows} GROUP BY ${key.join(", ")} HAVING count(*) > 1`;
  return `SELECT coalesce(sum(c - 1), 0)::text AS n FROM (${groups}) AS found`;
}

async function single(connection: Connection, sql: string, timeoutMs: number): Promise<number | undefined> {
  const found = await withinTime(connection, timeoutMs, () => connection.query(sql));
  return numberOf(found?.rows[0]?.n);
}
