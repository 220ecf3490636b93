import type { ForeignKey, Table, TableIndex } from "@dataflow/core";
import { textIndexStatements } from "@dataflow/query";
import type { TableName } from "../../diff/table-name.ts";
import { serverType } from "../../operations/postgres/server-type.ts";
import type { DdlDialect, TableProblem } from "../ddl-dialect.ts";
import { foreignKeyClause, quoteIdentifier, quoteList, quoteTable, quoteText } from "../sql-text.ts";
import { canHold } from "./can-hold.ts";
import { columnClause } from "./column-clause.ts";
import { retypedColumn } from "./own-sequence.ts";

/** Names that every table has already, for the server's own columns. */
const SYSTEM_COLUMNS: readonly string[] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/** The DDL of PostgreSQL. */
export const postgresDdl: DdlDialect = Object.freeze({
  canHold,
  foldName: (name: string) => name,
  typeWords: serverType,
  retyped: retypedColumn,
  tableProblems,
  createTable,
  createIndex,
  createTextIndex: (table: Table) => textIndexStatements(table, "postgres"),
  addForeignKey: (table: TableName, foreignKey: ForeignKey) =>
    `ALTER TABLE ${quoteTable(table)} ADD ${foreignKeyClause(foreignKey, targetOf(table, foreignKey))}`,
  createSchema: (name: string) => ({
    sql: `CREATE SCHEMA ${quoteIdentifier(name)}`,
    skipIf: `SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ${quoteText(name)}`,
  }),
});

function tableProblems(table: Table): readonly TableProblem[] {
  return table.columns
    .filter((column) => SYSTEM_COLUMNS.includes(column.name))
    .map((column) => ({
      path: `columns.${column.name}`,
      problem: "every table has a column of this name for the server's own use",
      fix: "choose another name",
    }));
}

function createTable(table: Table, foreignKeys: readonly ForeignKey[]): string {
  const elements = table.columns.map((column) => columnClause(table, column));
  if (table.primaryKey !== undefined) {
    const { name, columns } = table.primaryKey;
    const named = name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `;
    elements.push(`${named}PRIMARY KEY ${quoteList(columns)}`);
  }
  for (const { name, columns } of table.uniques)
    elements.push(`CONSTRAINT ${quoteIdentifier(name)} UNIQUE ${quoteList(columns)}`);
  for (const foreignKey of foreignKeys) elements.push(foreignKeyClause(foreignKey, targetOf(table, foreignKey)));
  return `CREATE TABLE ${quoteTable(table)} (\n  ${elements.join(",\n  ")}\n)`;
}

/**
 * An order by a nullable column puts its nulls first when ascending and last when descending, on every database. The
 * index has to say so as well, or it could not serve that order.
 */
function createIndex(table: Table, index: TableIndex): string {
  const nullable = new Set(table.columns.filter((column) => column.nullable).map((column) => column.name));
  const columns = index.columns.map(({ name, direction }) => {
    const order = direction === "asc" ? "ASC NULLS FIRST" : "DESC NULLS LAST";
    return `${quoteIdentifier(name)} ${nullable.has(name) ? order : direction.toUpperCase()}`;
  });
  const create = index.unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
  return `${create} ${quoteIdentifier(index.name)} ON ${quoteTable(table)} (${columns.join(", ")})`;
}

/** A reference stays in the database schema of its table. */
function targetOf(table: TableName, foreignKey: ForeignKey): string {
  return quoteTable({ ...table, name: foreignKey.references.table });
}
