import type { ColumnType, DialectName } from "@dataflow/core";
import type { FieldDefault } from "../definition/field-declaration.ts";
import type { ParsedIndexField } from "../definition/index-field.ts";
import type { ColumnBuilder, ColumnConfig, DrizzleCore, Extras } from "../table/drizzle-core.ts";

/** A value, or why there is none. */
export type Mapped<Value> = { readonly value: Value } | Unmapped;

/** Why a part of a drizzle table has no equal in a model. */
export interface Unmapped {
  /** The rest of a sentence that begins with the part. */
  readonly problem: string;
  readonly fix: string;
}

/** A table as drizzle is to make it. */
export interface TableRequest {
  readonly name: string;
  readonly schema?: string;
  readonly columns: Readonly<Record<string, ColumnBuilder>>;
  readonly extras: Extras;
}

/** What is different in drizzle from one database to the other. */
export interface DrizzleDialect {
  readonly name: DialectName;
  /** The part of drizzle for the database. @throws MODEL.DRIZZLE_MISSING */
  core(): DrizzleCore;
  /** Whether an object is a table of the database. */
  isTable(value: object): boolean;
  makeTable(request: TableRequest): object;
  /** A column of an index, descending. */
  descending(column: object): object;
  /** What a column of a table holds. */
  columnType(column: ColumnConfig): Mapped<ColumnType>;
  /** Whether the database numbers the rows in a column. */
  isNumbered(column: ColumnConfig): boolean;
  /**
   * What stands for a default that a table has in SQL.
   *
   * @param sql the default, in lower case, without spaces and outer parentheses
   * @returns the default of the field, or undefined when only the database can compute it
   */
  defaultOf(sql: string): FieldDefault | undefined;
  /** The column of an index, with its name in the database. */
  indexColumn(column: object): Mapped<ParsedIndexField>;
}
