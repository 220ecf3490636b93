import type { ColumnType } from "@dataflow/core";
import type { ParsedIndexField } from "../../definition/index-field.ts";
import { modelErrors } from "../../errors/model-errors.ts";
import type { ColumnBuilder, ColumnConfig, DrizzleCore, Extras } from "../../table/drizzle-core.ts";
import { drizzleCommon, drizzleCore } from "../../table/load-drizzle.ts";
import { DEFAULT_NOW } from "../default-of-now.ts";
import type { DrizzleDialect, Mapped, TableRequest } from "../drizzle-dialect.ts";

interface SqliteCore extends DrizzleCore {
  readonly SQLiteTable: unknown;
  readonly SQLiteColumn: unknown;
  sqliteTable(name: string, columns: Readonly<Record<string, ColumnBuilder>>, extras: Extras): object;
}

const core = () => drizzleCore<SqliteCore>("drizzle-orm/sqlite-core");

/** Drizzle's tables for SQLite. */
export const sqliteDrizzle: DrizzleDialect = Object.freeze<DrizzleDialect>({
  name: "sqlite",
  core,
  isTable: (value) => drizzleCommon().is(value, core().SQLiteTable),
  makeTable,
  descending: (column) => drizzleCommon().sql`${column} desc`,
  columnType,
  // A whole number that is the primary key is another name for the number of the row.
  isNumbered: (column) => column.columnType === "SQLiteInteger" && column.primary,
  defaultOf: (sql) => (NOW.has(sql) ? DEFAULT_NOW : undefined),
  indexColumn,
});

/** The ways to say the time in milliseconds; the last is drizzle's own `defaultNow()`. */
const NOW: ReadonlySet<string> = new Set([
  "unixepoch()*1000",
  "unixepoch('subsec')*1000",
  "unixepoch('subsecond')*1000",
  "cast((julianday('now')-2440587.5)*86400000asinteger)",
]);

function makeTable({ name, schema, columns, extras }: TableRequest): object {
  if (schema === undefined) return core().sqliteTable(name, columns, extras);
  throw modelErrors.create("UNSUPPORTED_OPTION", {
    message: `the table ${name} cannot live in the schema "${schema}"`,
    why: "a SQLite database has no schemas",
    fix: "leave the option schema out",
  });
}

function indexColumn(column: { readonly name?: string }): Mapped<ParsedIndexField> {
  if (drizzleCommon().is(column, core().SQLiteColumn) && column.name !== undefined) {
    return { value: { field: column.name, direction: "asc" } };
  }
  return {
    problem: "is over an expression",
    fix: "leave it to your migrations, and take it out of the table that becomes a model",
  };
}

/** The types that hold what a kind of field holds, in JavaScript and in the database alike. */
const SAME: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["SQLiteInteger", { kind: "integer" }],
  ["SQLiteBoolean", { kind: "boolean" }],
  ["SQLiteReal", { kind: "real" }],
  ["SQLiteTextJson", { kind: "json" }],
  ["SQLiteBlobBuffer", { kind: "bytes" }],
]);

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["SQLiteBlobJson", 'use text({ mode: "json" })'],
  ["SQLiteNumericNumber", "use real()"],
]);

function columnType(column: ColumnConfig): Mapped<ColumnType> {
  const same = SAME.get(column.columnType);
  if (same !== undefined) return { value: same };
  if (column.columnType === "SQLiteText") return { value: textType(column) };
  if (column.columnType === "SQLiteTimestamp" && column.mode === "timestamp_ms")
    return { value: { kind: "timestamp" } };
  if (column.columnType === "SQLiteTimestamp") {
    return {
      problem: "counts seconds, and a timestamp counts milliseconds",
      fix: 'use integer({ mode: "timestamp_ms" })',
    };
  }
  return {
    problem: `is a ${column.columnType}, which holds something else than any kind of field`,
    fix: INSTEAD.get(column.columnType) ?? "use a type that has a kind of field",
  };
}

function textType({ enumValues, length }: ColumnConfig): ColumnType {
  if (enumValues !== undefined && enumValues.length > 0) return { kind: "enum", values: enumValues };
  return length === undefined ? { kind: "text" } : { kind: "text", length };
}
