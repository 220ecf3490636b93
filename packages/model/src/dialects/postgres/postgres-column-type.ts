import type { ColumnType } from "@dataflow/core";
import type { ColumnConfig } from "../../table/drizzle-core.ts";
import { scalarElement } from "../../table/scalar-element.ts";
import type { Mapped } from "../drizzle-dialect.ts";

/** The types that hold what a kind of field holds, in JavaScript and in the database alike. */
const SAME: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["PgInteger", { kind: "integer" }],
  ["PgSerial", { kind: "integer" }],
  ["PgBigInt64", { kind: "bigint" }],
  ["PgBigSerial64", { kind: "bigint" }],
  ["PgDoublePrecision", { kind: "real" }],
  ["PgBoolean", { kind: "boolean" }],
  ["PgDateString", { kind: "date" }],
  ["PgUUID", { kind: "uuid" }],
  ["PgJsonb", { kind: "json" }],
]);

/** What to write instead of a type that holds something else. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["PgBigInt53", 'use bigint({ mode: "bigint" })'],
  ["PgBigSerial53", 'use bigserial({ mode: "bigint" })'],
  ["PgSmallInt", "use integer()"],
  ["PgSmallSerial", "use serial()"],
  ["PgReal", "use doublePrecision()"],
  ["PgNumericNumber", "use numeric({ precision, scale }) in its string mode"],
  ["PgNumericBigInt", "use numeric({ precision, scale }) in its string mode"],
  ["PgTimestampString", 'use timestamp({ withTimezone: true, mode: "date" })'],
  ["PgDate", 'use date({ mode: "string" })'],
  ["PgJson", "use jsonb()"],
  ["PgChar", "use varchar({ length }) or text()"],
  ["PgEnumColumn", "use text({ enum: [\u2026] })"],
]);

/**
 * What a column of a drizzle table on PostgreSQL holds.
 *
 * @param column the column
 */
export function postgresColumnType(column: ColumnConfig): Mapped<ColumnType> {
  const same = SAME.get(column.columnType);
  if (same !== undefined) return { value: same };
  switch (column.columnType) {
    case "PgText":
    case "PgVarchar":
      return { value: textType(column) };
    case "PgNumeric":
      return decimalType(column);
    case "PgTimestamp":
      return timestampType(column);
    case "PgTime":
      return timeType(column);
    case "PgArray":
      return arrayType(column);
    default:
      return unmapped(column, INSTEAD.get(column.columnType) ?? "use a type that has a kind of field");
  }
}

function textType({ enumValues, length }: ColumnConfig): ColumnType {
  if (enumValues !== undefined && enumValues.length > 0) return { kind: "enum", values: enumValues };
  return length === undefined ? { kind: "text" } : { kind: "text", length };
}

function decimalType(column: ColumnConfig): Mapped<ColumnType> {
  const { precision, scale } = column;
  if (precision === undefined)
    return unmapped(column, "give it a precision and a scale: numeric({ precision: 12, scale: 2 })");
  return { value: { kind: "decimal", precision, scale: scale ?? 0 } };
}

function timestampType(column: ColumnConfig): Mapped<ColumnType> {
  if (column.withTimezone !== true) return unmapped(column, "use timestamp({ withTimezone: true })");
  return hasMilliseconds(column) ? { value: { kind: "timestamp" } } : unmapped(column, "use a precision of at least 3");
}

function timeType(column: ColumnConfig): Mapped<ColumnType> {
  if (column.withTimezone === true) return unmapped(column, "use time() without a time zone");
  return hasMilliseconds(column) ? { value: { kind: "time" } } : unmapped(column, "use a precision of at least 3");
}

function hasMilliseconds({ precision }: ColumnConfig): boolean {
  return precision === undefined || precision >= 3;
}

function arrayType(column: ColumnConfig): Mapped<ColumnType> {
  if (column.baseColumn === undefined) return unmapped(column, "use jsonb()");
  const element = postgresColumnType(column.baseColumn);
  return "value" in element ? scalarElement(element.value) : element;
}

function unmapped({ columnType }: ColumnConfig, fix: string): Mapped<ColumnType> {
  return { problem: `is a ${columnType}, which holds something else than any kind of field`, fix };
}
