/** Values are put aside in columns without a type, which keep every value as it is. */
import type { Connection } from "@dataflow/database";
import type { StepBackup } from "../../plan/step-backup.ts";
import type { BackupDialect, Counter, RestoreFill, RestoreTarget } from "../backup-dialect.ts";
import { quoteIdentifier, quoteTable, quoteText } from "../sql-text.ts";

/** How data is put aside on SQLite. */
export const sqliteBackup: BackupDialect = Object.freeze({
  storage: (name) => quoteIdentifier(`_dataflow_${name}`),
  storageTable: (name) => ({ name: `_dataflow_${name}` }),
  keepNothing,
  parts,
  keepPart,
  keyText,
  valueText: (name) => valueText(quoteIdentifier(name)),
  createStorage: (backup, storage) => [createTable(backup, storage)],
  copyInto: (backup, storage) => ({
    into: `${storage} (${["k", ...valueNames(backup)].join(", ")})`,
    values: keptValues(backup).join(", "),
    before: [],
    after: [],
  }),
  keepResult,
  readCounters,
  restore: (backup, storage, target) =>
    backup.kind === "table" ? [insertRows(storage, target)] : updateRows(backup, storage, target),
  restoreBeside(backup, storage, { table, columns }) {
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
    return [`INSERT INTO ${quoteTable(table)} (${names}) SELECT ${valueNames(backup).join(", ")} FROM ${storage}`];
  },
  countRestored,
  restoreCounters: (counters, { name }) =>
    counters.flatMap(({ last }) => [
      `DELETE FROM sqlite_sequence WHERE name = ${quoteText(name)}`,
      `INSERT INTO sqlite_sequence (name, seq) VALUES (${quoteText(name)}, ${last})`,
    ]),
  restoreSequence: () => [],
  countNew,
  fill: (table, { name }, value) =>
    `UPDATE ${quoteTable(table)} SET ${quoteIdentifier(name)} = ${literal(value)} WHERE ${quoteIdentifier(name)} IS NULL`,
} satisfies BackupDialect);

function valueNames({ columns, also = [] }: StepBackup): readonly string[] {
  return [...columns.map((_, index) => `v${index}`), ...also.map((_, index) => `c${index}`)];
}

function keptValues({ kind, key, columns, also = [] }: StepBackup): readonly string[] {
  const names = [...columns.map(({ now }) => now), ...also];
  return [keyText(kind === "table" ? [] : key.map(({ now }) => now)), ...names.map(quoteIdentifier)];
}

function createTable(backup: StepBackup, storage: string): string {
  const results = backup.columns.flatMap(({ stays }, index) => (stays ? [`n${index}`] : []));
  return `CREATE TABLE ${storage} (${["k", ...valueNames(backup), ...results].join(", ")})`;
}

function keepNothing(backup: StepBackup, storage: string): readonly string[] {
  return [createTable(backup, storage)];
}

function keepPart(backup: StepBackup, storage: string, part: string): readonly string[] {
  const names = ["k", ...valueNames(backup)].join(", ");
  return [
    `INSERT INTO ${storage} (${names}) SELECT ${keptValues(backup).join(", ")} FROM ${quoteTable(backup.name)} WHERE ${part}`,
  ];
}

/** So many rows are one part. */
const PART_ROWS = 50_000;

/** By the numbers of rows; a table without them is one part. */
async function parts(connection: Connection, { name }: StepBackup): Promise<readonly string[]> {
  const { rows: found } = await connection.query(
    "SELECT name, (SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?) AS wr FROM pragma_table_xinfo(?)",
    [name.name, name.name],
  );
  const number = freeRowNumber(found.map((row) => String(row.name)));
  if (number === undefined || Number(found[0]?.wr) === 1) return ["true"];
  const conditions: string[] = [];
  for (let after: string | undefined; ; ) {
    const from = after === undefined ? "" : `WHERE ${number} > ${after}`;
    const { rows } = await connection.query(
      `SELECT CAST(${number} AS TEXT) AS last FROM ${quoteTable(name)} ${from} ORDER BY ${number} LIMIT 1 OFFSET ${PART_ROWS - 1}`,
    );
    const last = rows[0]?.last;
    const begin = after === undefined ? "" : `${number} > ${after}`;
    if (typeof last !== "string") return [...conditions, begin === "" ? "true" : begin];
    conditions.push([...(begin === "" ? [] : [begin]), `${number} <= ${last}`].join(" AND "));
    after = last;
  }
}

function countNew({ name, key }: StepBackup, storage: string): string {
  const pairs = (by: string, from: string) => `SELECT ${by} AS m, count(*) AS n FROM ${from} GROUP BY 1`;
  const own = pairs(keyText(key.map(({ now }) => now)), quoteTable(name));
  return `SELECT (SELECT count(*) FROM ${quoteTable(name)}) - coalesce(sum(min(r.n, s.n)), 0) AS n
    FROM (${own}) AS r JOIN (${pairs("k", storage)}) AS s ON r.m = s.m`;
}

function literal(value: RestoreFill): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" ? quoteText(value) : String(value);
}

function keepResult({ name, key, isKeyed, columns }: StepBackup, storage: string): readonly string[] {
  const staying = columns.flatMap(({ now, stays }, index) => (stays ? [{ now, index }] : []));
  if (staying.length === 0) return [];
  const text = keyText(key.map(({ now }) => now));
  const values = staying.map(({ now, index }) => `${quoteIdentifier(now)} AS n${index}`).join(", ");
  const rows = `SELECT ${text} AS k, ${number(isKeyed, text)} AS number, ${values} FROM ${quoteTable(name)}`;
  const kept = `SELECT rowid AS place, k, ${number(isKeyed, "k")} AS number FROM ${storage}`;
  const set = staying.map(({ index }) => `n${index} = r.n${index}`).join(", ");
  return [
    `UPDATE ${storage} AS b SET ${set} FROM (${rows}) AS r, (${kept}) AS s
     WHERE b.rowid = s.place AND r.k = s.k AND r.number = s.number`,
  ];
}

function insertRows(storage: string, { table, columns }: RestoreTarget): string {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  return `INSERT INTO ${quoteTable(table)} (${names}) SELECT ${columns.map((_, index) => `v${index}`).join(", ")} FROM ${storage}`;
}

/** Rows are found by their key and by what the step had made of their values: who has changed them since keeps that. */
function updateRows(backup: StepBackup, storage: string, target: RestoreTarget): readonly string[] {
  const staying = target.columns.flatMap((column, index) =>
    backup.columns[index]?.stays ? [{ ...column, index }] : [],
  );
  // A column of the old type converts what is put into it just as the table did on the way back.
  const converted = staying.flatMap(({ type, index }) => [
    `ALTER TABLE ${storage} ADD COLUMN w${index} ${type}`,
    `UPDATE ${storage} SET w${index} = n${index}`,
  ]);
  const match = (key: string, values: readonly string[]) => [key, ...values.map(valueText)].join(" || ',' || ");
  const [own, kept] = [
    match(
      keyText(target.key),
      staying.map(({ name }) => quoteIdentifier(name)),
    ),
    match(
      "k",
      staying.map(({ index }) => `w${index}`),
    ),
  ];
  const place = backup.isKeyed ? target.key.map(quoteIdentifier) : [rowNumber(target)];
  const places = place.map((name, index) => `${name} AS p${index}`).join(", ");
  const rows = `SELECT ${places}, ${own} AS m, ${number(backup.isKeyed, own)} AS number FROM ${quoteTable(target.table)}`;
  const values = target.columns.map((_, index) => `v${index}`).join(", ");
  const stored = `SELECT ${values}, ${kept} AS m, ${number(backup.isKeyed, kept)} AS number FROM ${storage}`;
  const set = target.columns.map(({ name }, index) => `${quoteIdentifier(name)} = s.v${index}`).join(", ");
  const same = place.map((name, index) => `t.${name} = r.p${index}`).join(" AND ");
  return [
    ...converted,
    `UPDATE ${quoteTable(target.table)} AS t SET ${set} FROM (${rows}) AS r, (${stored}) AS s
     WHERE ${same} AND r.m = s.m AND r.number = s.number`,
  ];
}

function countRestored(backup: StepBackup, storage: string, target: RestoreTarget): string {
  const text = (key: string, values: readonly string[]) => [key, ...values.map(valueText)].join(" || ',' || ");
  const pairs = (by: string, from: string) => `SELECT ${by} AS m, count(*) AS n FROM ${from} GROUP BY 1`;
  const own = text(
    keyText(backup.kind === "table" ? [] : target.key),
    target.columns.map(({ name }) => quoteIdentifier(name)),
  );
  const kept = text(
    "k",
    target.columns.map((_, index) => `v${index}`),
  );
  return `SELECT coalesce(sum(min(r.n, s.n)), 0) AS n
    FROM (${pairs(own, quoteTable(target.table))}) AS r JOIN (${pairs(kept, storage)}) AS s ON r.m = s.m`;
}

async function readCounters(connection: Connection, { name, kind }: StepBackup): Promise<readonly Counter[]> {
  const known = await connection.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'");
  if (known.rows.length === 0 || kind === "sequence") return [];
  const { rows } = await connection.query("SELECT CAST(seq AS TEXT) AS last FROM sqlite_sequence WHERE name = ?", [
    name.name,
  ]);
  return rows.map(({ last }) => ({ last: String(last), isUsed: true }));
}

/** The name of the rows' numbers that no column has taken. */
function rowNumber({ names }: RestoreTarget): string {
  return freeRowNumber(names) ?? "rowid";
}

function freeRowNumber(names: readonly string[]): string | undefined {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
}

function keyText(names: readonly string[]): string {
  return names.length === 0 ? "''" : names.map((name) => valueText(quoteIdentifier(name))).join(" || ',' || ");
}

/** A value with its type as text; a text may hold NUL, where quote() would stop. */
function valueText(name: string): string {
  return `CASE typeof(${name}) WHEN 'text' THEN 't' || hex(CAST(${name} AS BLOB)) ELSE quote(${name}) END`;
}

function number(isKeyed: boolean, by: string): string {
  return isKeyed ? "1" : `row_number() OVER (PARTITION BY ${by})`;
}
