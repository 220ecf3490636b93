import type { Connection } from "@dataflow/database";
import type { Catalog } from "../../catalog/catalog.ts";
import type { TableName } from "../../diff/table-name.ts";
import type { CopyDialect, CopyRow, CopyTable, IdentifiedRows, TypeTraits } from "../copy-dialect.ts";
import { quoteIdentifier, quoteList, quoteTable } from "../sql-text.ts";
import { copyCounters } from "./copy-counters.ts";
import { copyStatistics } from "./copy-statistics.ts";

const LATER: ReadonlySet<string> = new Set([
  "index",
  "statistics",
  "sequenceOwner",
  "materializedView",
  "rule",
  "trigger",
  "policy",
  "publication",
  "eventTrigger",
  "comment",
  "grant",
  "defaultGrant",
]);

/** How rows are copied on PostgreSQL: as the server's texts, which every type reads back exactly. */
export const postgresCopy: CopyDialect = Object.freeze({
  reading: { isolation: "repeatable read", readOnly: true } as const,
  isLater: (kind, isForeignKey) => isForeignKey || LATER.has(kind),
  prepareSource,
  async prepareTarget(target, timeoutMs) {
    // Nobody misses a staging environment after a power cut.
    await target.run(
      `SET synchronous_commit = off; SET lock_timeout = 0; SET maintenance_work_mem = '256MB'; SET check_function_bodies = off;
       SET statement_timeout = ${Math.ceil(timeoutMs ?? 0)}`,
    );
  },
  only,
  identified,
  exact: (value) => value,
  values: (table) => table.columns.map(({ name }) => `t.${quoteIdentifier(name)}`).join(", "),
  insert,
  placeholder: (position, type) => `$${position}::${type}`,
  traits,
  copyBeside: copyCounters,
  copyStatistics,
} satisfies CopyDialect);

/** Rows that a policy hides would be missing without a word; with it off that is an error. */
async function prepareSource(
  source: Connection,
  tables: readonly CopyTable[],
  timeoutMs: number | undefined,
): Promise<void> {
  await source.run(
    `SET LOCAL row_security = off; SET LOCAL synchronize_seqscans = off; SET LOCAL work_mem = '64MB';
     SET LOCAL idle_in_transaction_session_timeout = 0;
     SET LOCAL statement_timeout = ${Math.ceil(timeoutMs ?? 0)}`,
  );
  // Nobody changes a table between the reading of the catalog and that of its rows.
  const names = tables.map(({ table }) => only(table));
  if (names.length > 0) await source.run(`LOCK TABLE ${names.join(", ")} IN ACCESS SHARE MODE`);
}

function only(table: TableName): string {
  return `ONLY ${quoteTable(table)}`;
}

function identified({ table, key }: CopyTable, seed: number): IdentifiedRows {
  const text = key.length === 0 ? "(t.*)" : `ROW(${key.map((name) => `t.${quoteIdentifier(name)}`).join(", ")})`;
  const rows = { from: `${only(table)} AS t`, id: "t.ctid" };
  return { ...rows, hash: `hashtextextended(${text}::text, ${seed})`, rows };
}

async function insert(target: Connection, { table, columns }: CopyTable, rows: readonly CopyRow[]): Promise<void> {
  if (columns.length === 0) {
    for (const _ of rows) await target.execute({ text: `INSERT INTO ${quoteTable(table)} DEFAULT VALUES` }, []);
    return;
  }
  const text = `COPY ${quoteTable(table)} ${quoteList(columns.map(({ name }) => name))} FROM STDIN`;
  await target.execute({ text, rows: copyPieces(rows) }, []);
}

const ROWS_PER_PIECE = 100;

function* copyPieces(rows: readonly CopyRow[]): Iterable<string> {
  for (let at = 0; at < rows.length; at += ROWS_PER_PIECE) {
    const lines = rows.slice(at, at + ROWS_PER_PIECE).map((row) => row.map(copyText).join("\t"));
    yield `${lines.join("\n")}\n`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function copyText(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  return String(value).replaceAll(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

const GROUPED = /^(boolean|smallint|integer|bigint|text|character|uuid|date)\b/;
const ORDERED =
  /^(smallint|integer|bigint|numeric|real|double precision|money|date|time|timestamp|interval|inet|oid)\b/;
const TEXT = /^(text|character|name)\b/;

function traits(type: string, catalog: Catalog): TypeTraits {
  if (type.endsWith("[]")) return { isGrouped: false, isOrdered: false, isText: false };
  const isEnum = catalog.objects.some(({ kind, path }) => kind === "enum" && type === path.map(asWritten).join("."));
  return { isGrouped: isEnum || GROUPED.test(type), isOrdered: ORDERED.test(type), isText: TEXT.test(type) };
}

/** The server quotes only what it must. */
function asWritten(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}
