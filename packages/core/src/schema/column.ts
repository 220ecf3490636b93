import type { ColumnType } from "./column-type.ts";

/** A value that a default can be written with in DDL. JSON and arrays are given as JSON text by the one who declares them. */
export type LiteralValue = string | number | bigint | boolean | null;

/** What the database fills in when an insert leaves a column out. */
export type ColumnDefault =
  /** A constant, in the form that {@link Column.type} has in JavaScript; a timestamp in milliseconds since 1970. */
  | { readonly kind: "literal"; readonly value: LiteralValue }
  /** The time of the statement. */
  | { readonly kind: "now" }
  /** The next number of a sequence of the column's own (identity on PostgreSQL, rowid with AUTOINCREMENT on SQLite). */
  | { readonly kind: "autoIncrement" }
  /** Any other expression, in the database's own words; only ever read from a catalog. */
  | { readonly kind: "expression"; readonly sql: string };

/** One column of a table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly default?: ColumnDefault;
}
