import type { Column, ForeignKey, Table, TableIndex } from "@dataflow/core";
import { textIndexStatements } from "@dataflow/query";
import type { ColumnDefinition } from "../../catalog/object-definitions.ts";
import type { DdlDialect, TableProblem } from "../ddl-dialect.ts";
import { foreignKeyClause, quoteIdentifier, quoteList } from "../sql-text.ts";
import { canHold } from "./can-hold.ts";
import { columnClause, isRowidColumn } from "./column-clause.ts";

/** The DDL of SQLite. A table may refer to one that is not there yet, so foreign keys are always part of their table. */
export const sqliteDdl: DdlDialect = Object.freeze({
  canHold,
  foldName,
  // It keeps what was declared, letter by letter.
  typeWords: (type: string) => type.trim(),
  retyped: (column: ColumnDefinition, type: string) => ({ ...column, type }),
  tableProblems,
  createTable,
  createIndex,
  createTextIndex: (table: Table) => textIndexStatements(table, "sqlite"),
});

/** Names that differ only in the case of ASCII letters are one name. */
function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function tableProblems(table: Table): readonly TableProblem[] {
  const problems: TableProblem[] = [];
  if (table.schema !== undefined && table.schema !== "main")
    problems.push({
      path: "schema",
      problem: `a file has no schema "${table.schema}"`,
      fix: "leave the schema out, or put its name into the table's",
    });
  if (foldName(table.name).startsWith("sqlite_"))
    problems.push({
      path: "name",
      problem: 'names that begin with "sqlite_" are the database\'s own',
      fix: "choose another name",
    });
  if (table.textIndex !== undefined && table.primaryKey === undefined)
    problems.push({
      path: "textIndex",
      problem: "without a primary key nothing keeps the numbers of its rows as they are",
      fix: "declare a primary key",
    });
  return [...problems, ...table.columns.filter((column) => countsWithoutRowid(table, column)).map(countProblem)];
}

function countsWithoutRowid(table: Table, column: Column): boolean {
  return column.default?.kind === "autoIncrement" && !isRowidColumn(table, column);
}

function countProblem(column: Column): TableProblem {
  return {
    path: `columns.${column.name}.default`,
    problem: "a column counts by itself only when it is the whole primary key",
    fix: "make it the primary key, or leave autoIncrement out",
  };
}

function createTable(table: Table, foreignKeys: readonly ForeignKey[]): string {
  const elements = table.columns.map((column) => columnClause(table, column));
  const keyInColumn = table.columns.some((column) => isRowidColumn(table, column));
  if (table.primaryKey !== undefined && !keyInColumn) {
    const { name, columns } = table.primaryKey;
    const named = name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `;
    elements.push(`${named}PRIMARY KEY ${quoteList(columns)}`);
  }
  for (const { name, columns } of table.uniques)
    elements.push(`CONSTRAINT ${quoteIdentifier(name)} UNIQUE ${quoteList(columns)}`);
  for (const foreignKey of foreignKeys)
    elements.push(foreignKeyClause(foreignKey, quoteIdentifier(foreignKey.references.table)));
  return `CREATE TABLE ${quoteIdentifier(table.name)} (\n  ${elements.join(",\n  ")}\n)`;
}

/** Nulls are the smallest values in an index here, which is where an order puts them as well. */
function createIndex(table: Table, index: TableIndex): string {
  const columns = index.columns.map(({ name, direction }) => `${quoteIdentifier(name)} ${direction.toUpperCase()}`);
  const create = index.unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
  return `${create} ${quoteIdentifier(index.name)} ON ${quoteIdentifier(table.name)} (${columns.join(", ")})`;
}
