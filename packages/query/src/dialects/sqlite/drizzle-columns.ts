import type { ColumnType } from "@dataflow/core";
import { is, sql, type Table } from "drizzle-orm";
import { type SQLiteColumn, SQLiteTable, SQLiteTimestamp } from "drizzle-orm/sqlite-core";
import type { DrizzleColumn, DrizzleTables } from "../drizzle-column.ts";

/** The kinds of drizzle's classes of columns, as the types of filters need them. */
export interface SqliteDrizzleKinds {
  readonly SQLiteText: "text";
  readonly SQLiteInteger: "real";
  readonly SQLiteReal: "real";
  readonly SQLiteBoolean: "boolean";
  readonly SQLiteTimestamp: "timestamp";
  readonly SQLiteTextJson: "json";
  readonly SQLiteBlobBuffer: "bytes";
}

/** Drizzle's classes of columns whose values are stored as the compiler expects them. */
const PLAIN: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["SQLiteText", { kind: "text" }],
  // Integers of drizzle's have up to 53 bits here, which is what numbers hold.
  ["SQLiteInteger", { kind: "real" }],
  ["SQLiteReal", { kind: "real" }],
  ["SQLiteBoolean", { kind: "boolean" }],
  ["SQLiteTextJson", { kind: "json" }],
  ["SQLiteBlobBuffer", { kind: "bytes" }],
]);

function describe(column: SQLiteColumn): DrizzleColumn {
  // The other mode stores seconds.
  if (is(column, SQLiteTimestamp)) {
    return {
      type: { kind: "timestamp" },
      ...(column.mode === "timestamp_ms" ? {} : { read: sql`(${column} * 1000)` }),
    };
  }
  return { type: PLAIN.get(column.columnType) ?? { kind: "unknown", sql: column.getSQLType() } };
}

/** Drizzle's tables for SQLite. */
export const sqliteDrizzleTables: DrizzleTables = {
  dialect: "sqlite",
  has: (table: Table) => is(table, SQLiteTable),
  // Tables of this dialect have columns of this dialect.
  describe: (column) => describe(column as SQLiteColumn),
};
