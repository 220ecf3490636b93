import {
  type Diagnostic,
  type ForeignKey,
  suggestion,
  type Table,
  type TableIndex,
  type TextIndex,
} from "@dataflow/core";
import type { DdlDialect } from "../dialects/ddl-dialect.ts";
import { REFERENTIAL_ACTIONS } from "../dialects/sql-text.ts";
import { tableLabel } from "../diff/table-name.ts";
import { nameProblems, schemaProblem } from "./schema-problem.ts";
import { validateColumn } from "./validate-column.ts";

/**
 * Everything that keeps a table from being created: names, types, defaults, and keys over columns that are not there.
 *
 * @param table the table as it is wanted
 * @param dialect the database it is wanted in
 * @returns the problems; empty for a table that can be created
 */
export function validateTable(table: Table, dialect: DdlDialect): readonly Diagnostic[] {
  const report = (path: string, problem: string, fix: string) => schemaProblem(table, path, { problem, fix });
  return [
    ...nameProblems(table, "name", [table.name, ...(table.schema === undefined ? [] : [table.schema])]),
    ...(table.columns.length === 0 ? [report("columns", "there is no column", "declare at least one column")] : []),
    ...duplicateColumns(table, dialect),
    ...table.columns.flatMap((column) => validateColumn(table, column)),
    ...keyProblems(table),
    ...dialect.tableProblems(table).map(({ path, problem, fix }) => report(path, problem, fix)),
  ];
}

/**
 * What is wrong with an index.
 *
 * @param table its table
 * @param index the index
 * @returns the problems
 */
export function validateIndex(table: Table, index: TableIndex): readonly Diagnostic[] {
  const path = `indexes.${index.name}`;
  const columns = index.columns.map((column) => column.name);
  return [...nameProblems(table, path, [index.name]), ...columnListProblems(table, path, columns)];
}

/**
 * What is wrong with a text index.
 *
 * @param table its table
 * @param index the text index
 * @returns the problems
 */
export function validateTextIndex(table: Table, index: TextIndex): readonly Diagnostic[] {
  const path = `textIndex.${index.name}`;
  const others = table.columns.filter(({ name, type }) => index.columns.includes(name) && type.kind !== "text");
  return [
    ...nameProblems(table, path, [index.name]),
    ...columnListProblems(table, path, index.columns),
    ...others.map(({ name }) =>
      schemaProblem(table, path, { problem: `"${name}" holds no text`, fix: "name columns of the kind text" }),
    ),
  ];
}

/**
 * What is wrong with a foreign key, as far as its own table tells.
 *
 * @param table the table that refers
 * @param foreignKey the foreign key
 * @returns the problems
 */
export function validateForeignKey(table: Table, foreignKey: ForeignKey): readonly Diagnostic[] {
  const path = `foreignKeys.${foreignKey.name}`;
  const problems = [
    ...nameProblems(table, path, [foreignKey.name]),
    ...columnListProblems(table, path, foreignKey.columns),
  ];
  if (foreignKey.columns.length !== foreignKey.references.columns.length) {
    const problem = "it does not refer to as many columns as it has";
    problems.push(
      schemaProblem(table, path, { problem, fix: "name one column of the other table for each of its own" }),
    );
  }
  for (const action of [foreignKey.onDelete, foreignKey.onUpdate]) {
    if (REFERENTIAL_ACTIONS.includes(action)) continue;
    const fix = suggestion(action, REFERENTIAL_ACTIONS);
    problems.push(schemaProblem(table, path, { problem: `"${action}" is not a referential action`, fix }));
  }
  return problems;
}

function duplicateColumns(table: Table, dialect: DdlDialect): readonly Diagnostic[] {
  const seen = new Map<string, string>();
  return table.columns.flatMap(({ name }) => {
    const earlier = seen.get(dialect.foldName(name));
    seen.set(dialect.foldName(name), name);
    if (earlier === undefined) return [];
    const problem = `the columns "${earlier}" and "${name}" are one and the same to this database`;
    return [schemaProblem(table, `columns.${name}`, { problem, fix: "rename one of them" })];
  });
}

function keyProblems(table: Table): readonly Diagnostic[] {
  const { primaryKey } = table;
  const nullable = table.columns.filter((column) => column.nullable && primaryKey?.columns.includes(column.name));
  return [
    ...(primaryKey === undefined ? [] : columnListProblems(table, "primaryKey", primaryKey.columns)),
    ...(primaryKey?.name === undefined ? [] : nameProblems(table, "primaryKey", [primaryKey.name])),
    ...nullable.map(({ name }) => {
      const problem = `"${name}" may be NULL, and a part of a primary key never is`;
      return schemaProblem(table, "primaryKey", { problem, fix: "declare the column as not nullable" });
    }),
    ...table.uniques.flatMap(({ name, columns }) => {
      const path = `uniques.${name}`;
      return [...nameProblems(table, path, [name]), ...columnListProblems(table, path, columns)];
    }),
  ];
}

function columnListProblems(table: Table, path: string, columns: readonly string[]): Diagnostic[] {
  if (columns.length === 0) return [schemaProblem(table, path, { problem: "it names no column", fix: "name one" })];
  const names = table.columns.map((column) => column.name);
  const unknown = columns.filter((column) => !names.includes(column));
  const problems = unknown.map((column) => {
    const problem = `it names the column "${column}", which "${tableLabel(table)}" does not have`;
    return schemaProblem(table, path, { problem, fix: suggestion(column, names) });
  });
  if (new Set(columns).size === columns.length) return problems;
  return [...problems, schemaProblem(table, path, { problem: "it names a column twice", fix: "name it once" })];
}
