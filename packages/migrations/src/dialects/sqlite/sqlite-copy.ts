import type { Connection } from "@dataflow/database";
import type { CopyColumn, CopyDialect, CopyRow, CopyTable, IdentifiedRows } from "../copy-dialect.ts";
import { quoteIdentifier, quoteTable } from "../sql-text.ts";
import { copyBeside, copyStatistics } from "./copy-beside.ts";

/** How rows are copied on SQLite. Every value keeps its own type, so what a driver cannot tell apart is told beside it. */
export const sqliteCopy: CopyDialect = Object.freeze({
  reading: { readOnly: true } as const,
  isLater: (kind) => kind === "index" || kind === "trigger" || kind === "view",
  prepareSource: async () => undefined,
  async prepareTarget(target) {
    // One by one: several statements are a transaction, in which neither can be set.
    await target.run("PRAGMA foreign_keys = OFF");
    await target.run("PRAGMA synchronous = OFF");
  },
  only: quoteTable,
  identified,
  exact: exactValue,
  values,
  insert,
  placeholder: () => "?",
  traits: () => ({ isGrouped: true, isOrdered: true, isText: true }),
  copyBeside,
  copyStatistics,
} satisfies CopyDialect);

/** A prime below 2^31: the product of two numbers below it is exact. */
const PRIME = 2_147_483_647;

/** The database has no hash, and rows that follow each other must not be chosen together: squares scatter their numbers. */
function identified(table: CopyTable, seed: number): IdentifiedRows {
  const name = rowNumberName(table);
  const whole = quoteTable(table.table);
  const numbered = `SELECT ${name ?? countedNumber(table)} AS ${ID}, * FROM ${whole}`;
  const start = `((${ID} % ${PRIME} + ${((seed % PRIME) + PRIME) % PRIME} + ${PRIME}) % ${PRIME})`;
  const once = `SELECT ${start} AS ${X}, * FROM (${numbered})`;
  const twice = `SELECT (${X} * ${X} % ${PRIME} + 16807 * ${X}) % ${PRIME} AS ${Y}, * FROM (${once})`;
  return {
    from: `(${twice}) AS t`,
    id: `t.${ID}`,
    hash: `((t.${Y} * t.${Y} % ${PRIME} + 48271 * t.${Y} + t.${X}) % ${PRIME})`,
    rows:
      name === undefined ? { from: `(${numbered}) AS t`, id: `t.${ID}` } : { from: `${whole} AS t`, id: `t.${name}` },
  };
}

const ID = '"dataflow id"';
const X = '"dataflow x"';
const Y = '"dataflow y"';

/** A table without numbers of its own is counted by its key. */
function countedNumber({ key }: CopyTable): string {
  return key.length === 0
    ? "row_number() OVER ()"
    : `row_number() OVER (ORDER BY ${key.map(quoteIdentifier).join(", ")})`;
}

/** Every table but one WITHOUT ROWID calls the number of a row by these names, unless a column has taken them. */
function rowNumberName({ columns, isKeyedByRowNumber }: CopyTable): string | undefined {
  if (!isKeyedByRowNumber) return undefined;
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  return ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name));
}

/** Other tables may know a row by its number, so it stays; the key is the number already where it is one integer. */
function keptRowNumber(table: CopyTable): string | undefined {
  const key = table.columns.find(({ name }) => name === table.key[0]);
  if (table.key.length === 1 && key?.type.toUpperCase() === "INTEGER") return undefined;
  return rowNumberName(table);
}

/** Columns that do not bring values to a type of their own: there 1, 1.0 and '1' are three values. */
function isLoose({ type }: CopyColumn): boolean {
  const words = type.toUpperCase();
  if (words === "" || words === "ANY") return true;
  return words.includes("BLOB") && !/INT|CHAR|CLOB|TEXT/.test(words);
}

function values(table: CopyTable): string {
  const rowNumber = keptRowNumber(table);
  return [
    ...table.columns.map(({ name }) => exactValue(`t.${quoteIdentifier(name)}`)),
    ...table.columns.filter(isLoose).map(({ name }) => `typeof(t.${quoteIdentifier(name)})`),
    ...(rowNumber === undefined ? [] : [exactValue(`t.${rowNumber}`)]),
  ].join(", ");
}

/** Integers that a number of this program cannot hold travel as texts. */
function exactValue(value: string): string {
  return `CASE WHEN typeof(${value}) = 'integer' AND ${value} NOT BETWEEN -9007199254740991 AND 9007199254740991 THEN CAST(${value} AS TEXT) ELSE ${value} END`;
}

async function insert(target: Connection, table: CopyTable, rows: readonly CopyRow[]): Promise<void> {
  const text = insertText(table);
  const places = parameterPlaces(table);
  await target.transaction(async () => {
    for (const row of rows)
      await target.execute(
        { text },
        places.map((place) => row[place] ?? null),
      );
  });
}

/** The value comes as often as its expression asks for it. */
const LOOSE_VALUE = "CASE ? WHEN 'integer' THEN CAST(? AS INTEGER) WHEN 'real' THEN CAST(? AS REAL) ELSE ? END";

function insertText(table: CopyTable): string {
  const rowNumber = keptRowNumber(table);
  const names = table.columns.map(({ name }) => quoteIdentifier(name));
  const expressions: string[] = table.columns.map((column) => (isLoose(column) ? LOOSE_VALUE : "?"));
  if (rowNumber !== undefined) {
    names.push(rowNumber);
    expressions.push("CAST(? AS INTEGER)");
  }
  if (names.length === 0) return `INSERT INTO ${quoteTable(table.table)} DEFAULT VALUES`;
  return `INSERT INTO ${quoteTable(table.table)} (${names.join(", ")}) VALUES (${expressions.join(", ")})`;
}

/** Where in a row the value of each placeholder is. */
function parameterPlaces(table: CopyTable): readonly number[] {
  const { columns } = table;
  const loose = columns.filter(isLoose);
  const places = columns.flatMap((column, index) =>
    isLoose(column) ? [columns.length + loose.indexOf(column), index, index, index] : [index],
  );
  return keptRowNumber(table) === undefined ? places : [...places, columns.length + loose.length];
}
