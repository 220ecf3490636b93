import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { factsDialect } from "../dialects/facts-dialects.ts";
import { quoteIdentifier, quoteTable } from "../dialects/sql-text.ts";
import { type TableName, tableLabel } from "../diff/table-name.ts";
import { type Figure, figure } from "./figure.ts";

/** How long a count may take. */
export interface CountLimits {
  /** Milliseconds, after which the answer is unknown. Default 5,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;

/** The work of the exported `countNulls`, which says what it promises. */
export function countNulls(
  connection: Connection,
  place: { readonly table: TableName; readonly column: string },
  limits: CountLimits = {},
): Promise<Figure> {
  const column = quoteIdentifier(place.column);
  const fact = `rows of ${tableLabel(place.table)} without a value in ${place.column}`;
  return counted(connection, { fact, table: place.table, where: `${column} IS NULL` }, limits);
}

/** The work of the exported `countValues`, which says what it promises. */
export function countValues(
  connection: Connection,
  place: { readonly table: TableName; readonly column: string },
  limits: CountLimits = {},
): Promise<Figure> {
  const column = quoteIdentifier(place.column);
  const fact = `rows of ${tableLabel(place.table)} with a value in ${place.column}`;
  return counted(connection, { fact, table: place.table, where: `${column} IS NOT NULL` }, limits);
}

/** The work of the exported `countViolators`, which says what it promises. */
export function countViolators(
  connection: Connection,
  place: { readonly table: TableName; readonly condition: string },
  limits: CountLimits = {},
): Promise<Figure> {
  const fact = `rows of ${tableLabel(place.table)} that break the check`;
  return counted(connection, { fact, table: place.table, where: `NOT (${place.condition})` }, limits);
}

/** A reference between tables. */
export interface CountedReference {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly references: { readonly table: TableName; readonly columns: readonly string[] };
}

/** The work of the exported `countOrphans`, which says what it promises. */
export function countOrphans(
  connection: Connection,
  reference: CountedReference,
  limits: CountLimits = {},
): Promise<Figure> {
  const { table, columns, references } = reference;
  const child = columns.map((name) => `child.${quoteIdentifier(name)}`);
  const pairs = references.columns.map((name, index) => `parent.${quoteIdentifier(name)} = ${child[index]}`);
  const parent = `SELECT 1 FROM ${quoteTable(references.table)} AS parent WHERE ${pairs.join(" AND ")}`;
  const where = [...child.map((name) => `${name} IS NOT NULL`), `NOT EXISTS (${parent})`].join(" AND ");
  const fact = `rows of ${tableLabel(table)} that refer to no row of ${tableLabel(references.table)}`;
  return counted(connection, { fact, table, where, alias: "child" }, limits);
}

/** A key that is to be unique. */
export interface CountedKey {
  readonly table: TableName;
  readonly columns: readonly string[];
  /** The condition of a partial index, in SQL. */
  readonly predicate?: string;
  /** Whether NULLs count as equal. Default false. */
  readonly nullsNotDistinct?: boolean;
}

/** The work of the exported `countDuplicates`, which says what it promises. */
export async function countDuplicates(
  connection: Connection,
  key: CountedKey,
  limits: CountLimits = {},
): Promise<Figure> {
  const dialect = factsDialect(connection.dialect);
  const columns = key.columns.map(quoteIdentifier);
  const present = key.nullsNotDistinct === true ? [] : columns.map((name) => `${name} IS NOT NULL`);
  const conditions = [...present, ...(key.predicate === undefined ? [] : [`(${key.predicate})`])];
  const question = {
    from: quoteTable(key.table),
    key: columns,
    ...(conditions.length > 0 && { where: conditions.join(" AND ") }),
  };
  const value = await dialect.duplicates(connection, question, limits.timeoutMs ?? TIMEOUT_MS);
  const fact = `rows of ${tableLabel(key.table)} that repeat a key of (${key.columns.join(", ")})`;
  return figure(value, true, { source: "count", fact, unit: "rows", query: dialect.duplicatesSql(question) });
}

/** A column that is to have another type. */
export interface CountedTypeChange {
  readonly table: TableName;
  readonly column: string;
  /** Its type now, as the catalog writes it. */
  readonly type: string;
  readonly newType: string;
  /** The expression of USING, in SQL. */
  readonly using?: string;
}

/** What a change of type does to rows. */
export interface TypeChangeFacts {
  /** Rows whose value would not come back as it was; unknown also when values do not fit at all. */
  readonly altered: Figure;
  /** Whether a value was met that the new type does not take: the change would fail. */
  readonly fails: boolean;
}

/** A value that cannot be converted, as against a query that is wrong. */
const MISFITS: ReadonlySet<string> = new Set(["DATABASE.INVALID_VALUE", "DATABASE.VALUE_OUT_OF_RANGE"]);

/** The work of the exported `countAltered`, which says what it promises. */
export async function countAltered(
  connection: Connection,
  change: CountedTypeChange,
  limits: CountLimits = {},
): Promise<TypeChangeFacts> {
  const column = { quoted: quoteIdentifier(change.column), type: change.type };
  const where = factsDialect(connection.dialect).altered(column, change.newType, change.using);
  const fact = `rows of ${tableLabel(change.table)} whose ${change.column} would not be the same as ${change.newType}`;
  const asked = { fact, table: change.table, where };
  try {
    return { altered: await counted(connection, asked, limits), fails: false };
  } catch (error) {
    if (!isDataFlowError(error) || !MISFITS.has(error.code)) throw error;
    return { altered: unanswered(asked), fails: true };
  }
}

interface Asked {
  readonly fact: string;
  readonly table: TableName;
  readonly where: string;
  readonly alias?: string;
}

async function counted(connection: Connection, asked: Asked, limits: CountLimits): Promise<Figure> {
  const question = { from: fromOf(asked), where: asked.where };
  const value = await factsDialect(connection.dialect).count(connection, question, limits.timeoutMs ?? TIMEOUT_MS);
  return figure(value, true, originOf(asked));
}

function unanswered(asked: Asked): Figure {
  return figure(undefined, false, originOf(asked));
}

function originOf(asked: Asked): Parameters<typeof figure>[2] {
  const query = `SELECT count(*) FROM ${fromOf(asked)} WHERE ${asked.where}`;
  return { source: "count", fact: asked.fact, unit: "rows", query };
}

function fromOf({ table, alias }: Asked): string {
  return alias === undefined ? quoteTable(table) : `${quoteTable(table)} AS ${alias}`;
}
