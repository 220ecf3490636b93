/**
 * Values are put aside as texts under pinned settings: a column of their own type would keep that type from being
 * dropped, and every type has a text that it can be read from.
 */
import type { Connection } from "@dataflow/database";
import { isAssignable } from "../../operations/postgres/column-types.ts";
import type { StepBackup } from "../../plan/step-backup.ts";
import type { BackupDialect, Counter, RestoreTarget } from "../backup-dialect.ts";
import { quoteIdentifier, quoteTable, quoteText } from "../sql-text.ts";
import { withTextSettings } from "./text-settings.ts";

const SCHEMA = "_dataflow";

/** How data is put aside on PostgreSQL. */
export const postgresBackup: BackupDialect = Object.freeze({
  storage: (name) => `${SCHEMA}.${quoteIdentifier(name)}`,
  storageTable: (name) => ({ schema: SCHEMA, name }),
  keepNothing,
  parts,
  keepPart,
  keyText: rowText,
  valueText: (name) => `${quoteIdentifier(name)}::text`,
  createStorage: (backup, storage) => [
    `CREATE TABLE ${storage} (${["k", ...valueNames(backup)].map((name) => `${name} text`).join(", ")})`,
  ],
  copyInto(backup, storage) {
    const [keep = "", pin = "", back = ""] = withTextSettings([]);
    const into = `${storage} (${["k", ...valueNames(backup)].join(", ")})`;
    return { into, values: keptValues(backup).join(", "), before: [keep, pin], after: [back] };
  },
  keepResult,
  readCounters,
  restore: (backup, storage, target) =>
    withTextSettings([backup.kind === "table" ? insertRows(storage, target) : updateRows(backup, storage, target)]),
  restoreBeside(backup, storage, { table, columns }) {
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
    const kept = valueNames(backup);
    const values = columns.map(({ type }, index) => `${kept[index]}::${type}`).join(", ");
    return withTextSettings([`INSERT INTO ${quoteTable(table)} (${names}) SELECT ${values} FROM ${storage}`]);
  },
  countRestored,
  restoreCounters: (counters, table) =>
    counters.map(
      ({ column = "", last, isUsed }) =>
        `SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(${quoteText(quoteTable(table))}, ${quoteText(column)}), ${last}, ${isUsed})`,
    ),
  countNew,
  fill: (table, { name, type }, value) =>
    `UPDATE ${quoteTable(table)} SET ${quoteIdentifier(name)} = ${quoteText(String(value))}::${type} WHERE ${quoteIdentifier(name)} IS NULL`,
  restoreSequence: (storage, sequence) => [
    `SELECT pg_catalog.setval(${quoteText(quoteTable(sequence))}, v0::bigint, v1::boolean) FROM ${storage}`,
  ],
} satisfies BackupDialect);

function valueNames({ columns, also = [] }: StepBackup): readonly string[] {
  return [...columns.map((_, index) => `v${index}`), ...also.map((_, index) => `c${index}`)];
}

function keptValues({ key, columns, also = [] }: StepBackup): readonly string[] {
  const names = [...columns.map(({ now }) => now), ...also];
  return [rowText(key.map(({ now }) => now)), ...names.map((now) => `${quoteIdentifier(now)}::text`)];
}

function keepNothing(backup: StepBackup, storage: string): readonly string[] {
  if (backup.kind === "sequence") return [`CREATE TABLE ${storage} (k text, v0 text, v1 text)`];
  const from = rowsLost(backup);
  const results = backup.columns.flatMap(({ stays }, index) => (stays ? [`n${index}`] : []));
  const names = ["k", ...valueNames(backup), ...results];
  return [
    // Nobody may write between the copy and the step: what is written then would be in neither.
    `LOCK TABLE ${from} IN SHARE ROW EXCLUSIVE MODE`,
    `CREATE TABLE ${storage} (${names.map((name) => `${name} text`).join(", ")})`,
  ];
}

function keepPart(backup: StepBackup, storage: string, part: string): readonly string[] {
  const { kind, name } = backup;
  if (kind === "sequence")
    return [`INSERT INTO ${storage} SELECT '', last_value::text, is_called::text FROM ${quoteTable(name)}`];
  const names = ["k", ...valueNames(backup)].join(", ");
  const values = keptValues(backup).join(", ");
  const from = rowsLost(backup);
  return withTextSettings([`INSERT INTO ${storage} (${names}) SELECT ${values} FROM ${from} WHERE ${part}`]);
}

/** Rows of tables that inherit are lost with a column, and stay when only the parent goes. */
function rowsLost({ kind, name }: StepBackup): string {
  return kind === "table" ? `ONLY ${quoteTable(name)}` : quoteTable(name);
}

/** So many pages are one part: 32 megabytes. */
const PART_PAGES = 4096;

/** By pages, which are read in order and never twice; the rows of every part of a partitioned table have places of their own. */
async function parts(connection: Connection, { kind, name }: StepBackup): Promise<readonly string[]> {
  if (kind === "sequence") return ["true"];
  const { rows } = await connection.query(
    `WITH RECURSIVE part (id) AS (
       SELECT $1::text::regclass::oid UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON i.inhparent = part.id)
     SELECT coalesce(max(pg_catalog.pg_relation_size(c.oid)), 0) / current_setting('block_size')::bigint AS pages,
       bool_and(coalesce(m.amname, 'heap') = 'heap' AND c.relkind IN ('r', 'p')) AS "hasPages"
     FROM part JOIN pg_catalog.pg_class c ON c.oid = part.id LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam`,
    [quoteTable(name)],
  );
  const pages = Number(rows[0]?.pages);
  if (rows[0]?.hasPages !== true || pages <= PART_PAGES) return ["true"];
  const count = Math.ceil(pages / PART_PAGES);
  const place = (index: number): string => `'(${index * PART_PAGES},0)'::tid`;
  return Array.from({ length: count }, (_, index) =>
    index === count - 1 ? `ctid >= ${place(index)}` : `ctid >= ${place(index)} AND ctid < ${place(index + 1)}`,
  );
}

function countNew({ name, key }: StepBackup, storage: string): string {
  const pairs = (by: string, from: string) => `SELECT ${by} AS m, count(*) AS n FROM ${from} GROUP BY 1`;
  const own = pairs(rowText(key.map(({ now }) => now)), quoteTable(name));
  return `SELECT ((SELECT count(*) FROM ${quoteTable(name)}) - coalesce(sum(least(r.n, s.n)), 0))::text AS n
    FROM (${own}) AS r JOIN (${pairs("k", storage)}) AS s ON r.m = s.m`;
}

function keepResult({ name, key, isKeyed, columns }: StepBackup, storage: string): readonly string[] {
  const staying = columns.flatMap(({ now, stays }, index) => (stays ? [{ now, index }] : []));
  if (staying.length === 0) return [];
  const text = rowText(key.map(({ now }) => now));
  const values = staying.map(({ now, index }) => `${quoteIdentifier(now)}::text AS n${index}`).join(", ");
  const rows = `SELECT ${text} AS k, ${number(isKeyed, text)} AS number, ${values} FROM ${quoteTable(name)}`;
  const kept = `SELECT ctid AS place, k, ${number(isKeyed, "k")} AS number FROM ${storage}`;
  const set = staying.map(({ index }) => `n${index} = r.n${index}`).join(", ");
  return withTextSettings([
    `UPDATE ${storage} AS b SET ${set} FROM (${rows}) AS r, (${kept}) AS s
     WHERE b.ctid = s.place AND r.k = s.k AND r.number = s.number`,
  ]);
}

function insertRows(storage: string, { table, columns }: RestoreTarget): string {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  const values = columns.map(({ type }, index) => `v${index}::${type}`).join(", ");
  return `INSERT INTO ${quoteTable(table)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${storage}`;
}

/** Rows are found by their key and by what the step had made of their values: who has changed them since keeps that. */
function updateRows(backup: StepBackup, storage: string, target: RestoreTarget): string {
  const table = quoteTable(target.table);
  const set = target.columns
    .map(({ name, type }, index) => `${quoteIdentifier(name)} = s.v${index}::${type}`)
    .join(", ");
  return `UPDATE ${table} AS t SET ${set} FROM (${rowsOf(backup, target)}) AS r, (${keptRows(backup, storage, target)}) AS s
    WHERE t.ctid = r.place AND t.tableoid = r.part AND r.m = s.m AND r.number = s.number`;
}

function rowsOf({ isKeyed, columns }: StepBackup, target: RestoreTarget): string {
  const staying = target.columns.filter((_, index) => columns[index]?.stays);
  const match = matchText(
    rowText(target.key),
    staying.map(({ name }) => `${quoteIdentifier(name)}::text`),
  );
  return `SELECT ctid AS place, tableoid AS part, ${match} AS m, ${number(isKeyed, match)} AS number FROM ${quoteTable(target.table)}`;
}

function keptRows({ isKeyed, columns }: StepBackup, storage: string, target: RestoreTarget): string {
  const results = target.columns.flatMap(({ type, typeSince = type }, index) => {
    if (!columns[index]?.stays) return [];
    // What the way back has made of the value by now.
    const value = isAssignable(typeSince, type) ? `n${index}::${typeSince}::${type}` : `n${index}::${type}`;
    return [`(${value})::text`];
  });
  const match = matchText("k", results);
  const values = columns.map((_, index) => `v${index}`).join(", ");
  return `SELECT ${values}, ${match} AS m, ${number(isKeyed, match)} AS number FROM ${storage}`;
}

function countRestored(backup: StepBackup, storage: string, target: RestoreTarget): string {
  const names = target.columns.map(({ name }) => `${quoteIdentifier(name)}::text`);
  const same = target.columns.map(({ type }, index) => `(v${index}::${type})::text`);
  const key = backup.kind === "table" ? "''::text" : rowText(target.key);
  const kept = backup.kind === "table" ? "''::text" : "k";
  const pairs = (text: string, from: string) => `SELECT ${text} AS m, count(*) AS n FROM ${from} GROUP BY 1`;
  const from = backup.kind === "table" ? `ONLY ${quoteTable(target.table)}` : quoteTable(target.table);
  return `SELECT coalesce(sum(least(r.n, s.n)), 0)::text AS n
    FROM (${pairs(matchText(key, names), from)}) AS r JOIN (${pairs(matchText(kept, same), storage)}) AS s ON r.m = s.m`;
}

async function readCounters(connection: Connection, { name, columns }: StepBackup): Promise<readonly Counter[]> {
  const counters: Counter[] = [];
  for (const { now, before } of columns) {
    const { rows } = await connection.query(
      `SELECT c.oid::regclass::text AS sequence FROM pg_catalog.pg_depend d
       JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
       JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.refobjid = $1::text::regclass AND d.deptype = 'i' AND a.attname = $2`,
      [quoteTable(name), now],
    );
    if (rows[0] === undefined) continue;
    const found = (await connection.query(`SELECT last_value::text AS last, is_called FROM ${rows[0].sequence}`))
      .rows[0];
    counters.push({ column: before, last: String(found?.last), isUsed: found?.is_called === true });
  }
  return counters;
}

/** A row's text tells every value from every other, NULL included. */
function rowText(names: readonly string[]): string {
  return `ROW(${names.map(quoteIdentifier).join(", ")})::text`;
}

function matchText(key: string, values: readonly string[]): string {
  return `ROW(${[key, ...values].join(", ")})::text`;
}

function number(isKeyed: boolean, by: string): string {
  return isKeyed ? "1" : `row_number() OVER (PARTITION BY ${by})`;
}
