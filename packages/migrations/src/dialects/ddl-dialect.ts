import type { ForeignKey, Table, TableIndex } from "@dataflow/core";
import type { TextIndexStatement } from "@dataflow/query";
import type { ColumnDefinition } from "../catalog/object-definitions.ts";
import type { CanHold } from "../diff/can-hold.ts";
import type { TableName } from "../diff/table-name.ts";

/** What is wrong with a part of a table in one dialect. */
export interface TableProblem {
  /** The part: `"columns.id.default"`. */
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** All that differs between databases when tables are created. Printers get tables that passed validation. */
export interface DdlDialect {
  /** Whether a column of one type can serve a model that declares another. */
  readonly canHold: CanHold;
  /** Maps names that this database takes for one name to one text. */
  foldName(name: string): string;
  /** A type as this database writes it, whatever name somebody has given it. */
  typeWords(type: string): string;
  /** A column with another type, and with whatever else this database changes along with it. */
  retyped(column: ColumnDefinition, type: string): ColumnDefinition;
  /** Problems beyond those that every database has. */
  tableProblems(table: Table): readonly TableProblem[];
  /** `CREATE TABLE`, with the given foreign keys inside. */
  createTable(table: Table, foreignKeys: readonly ForeignKey[]): string;
  /** `CREATE INDEX`; the table tells which columns may be NULL. */
  createIndex(table: Table, index: TableIndex): string;
  /** What makes the text index of a table; nothing for a table without one. */
  createTextIndex(table: Table): readonly TextIndexStatement[];
  /**
   * A foreign key for a table that exists. Absent where that cannot be done; there a table may refer to one that is not
   * there yet, so that it is never needed.
   */
  readonly addForeignKey?: (table: TableName, foreignKey: ForeignKey) => string;
  /** A database schema, with the query that tells whether it is there. */
  readonly createSchema?: (name: string) => { readonly sql: string; readonly skipIf: string };
}
