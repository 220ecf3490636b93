import type { ColumnType } from "@dataflow/core";
import { is, type SQL, sql, type Table } from "drizzle-orm";
import { type PgColumn, PgEnumColumn, PgNumeric, PgTable, PgTimestamp } from "drizzle-orm/pg-core";
import type { DrizzleColumn, DrizzleTables } from "../drizzle-column.ts";

/** The kinds of drizzle's classes of columns, as the types of filters need them. */
export interface PostgresDrizzleKinds {
  readonly PgText: "text";
  readonly PgVarchar: "text";
  readonly PgInteger: "integer";
  readonly PgSmallInt: "integer";
  readonly PgSerial: "integer";
  readonly PgSmallSerial: "integer";
  readonly PgBigInt64: "bigint";
  readonly PgBigSerial64: "bigint";
  readonly PgDoublePrecision: "real";
  readonly PgNumeric: "decimal";
  readonly PgBoolean: "boolean";
  readonly PgTimestamp: "timestamp";
  readonly PgDateString: "date";
  readonly PgTime: "time";
  readonly PgUUID: "uuid";
  readonly PgJson: "json";
  readonly PgJsonb: "json";
  readonly PgEnumColumn: "enum";
}

/** Drizzle's classes of columns whose values are stored as the compiler expects them. */
const PLAIN: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["PgText", { kind: "text" }],
  ["PgVarchar", { kind: "text" }],
  ["PgInteger", { kind: "integer" }],
  ["PgSmallInt", { kind: "integer" }],
  ["PgSerial", { kind: "integer" }],
  ["PgSmallSerial", { kind: "integer" }],
  ["PgBigInt64", { kind: "bigint" }],
  ["PgBigSerial64", { kind: "bigint" }],
  ["PgDoublePrecision", { kind: "real" }],
  ["PgBoolean", { kind: "boolean" }],
  ["PgDateString", { kind: "date" }],
  ["PgTime", { kind: "time" }],
  ["PgUUID", { kind: "uuid" }],
  ["PgJson", { kind: "json" }],
  ["PgJsonb", { kind: "json" }],
]);

function describe(column: PgColumn): DrizzleColumn {
  if (is(column, PgNumeric)) {
    const { precision, scale = 0 } = column;
    if (precision !== undefined) return { type: { kind: "decimal", precision, scale } };
  }
  // Drizzle writes points in time without a zone in UTC.
  if (is(column, PgTimestamp)) {
    return {
      type: { kind: "timestamp" },
      ...(column.withTimezone ? {} : { read: sql`(${column} AT TIME ZONE 'UTC')` }),
    };
  }
  if (is(column, PgEnumColumn)) {
    return { type: { kind: "enum", values: column.enumValues }, read: asText(column) };
  }
  return { type: PLAIN.get(column.columnType) ?? { kind: "unknown", sql: column.getSQLType() } };
}

/** An enum type has neither a collation nor an order of texts. */
function asText(column: PgColumn): SQL {
  return sql`(${column}::text)`;
}

/** Drizzle's tables for PostgreSQL. */
export const postgresDrizzleTables: DrizzleTables = {
  dialect: "postgres",
  has: (table: Table) => is(table, PgTable),
  // Tables of this dialect have columns of this dialect.
  describe: (column) => describe(column as PgColumn),
};
