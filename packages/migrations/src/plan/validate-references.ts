import { type Diagnostic, type ForeignKey, type Schema, suggestion, type Table } from "@dataflow/core";
import { tableKey } from "../diff/table-name.ts";
import { schemaProblem } from "../operations/schema-problem.ts";

/**
 * Finds foreign keys that lead nowhere: to a table or a column that is not there, or to columns that are no key. Not
 * every database says so when the table is created; some only fail at the first insert.
 *
 * @param actual the tables there are
 * @param missing the tables to be created
 * @returns a finding for each bad reference
 */
export function validateReferences(actual: Schema, missing: readonly Table[]): readonly Diagnostic[] {
  const targets = new Map([...actual.tables, ...missing].map((table) => [tableKey(table), table]));
  return missing.flatMap((table) =>
    table.foreignKeys.flatMap((foreignKey) => {
      const target = targets.get(tableKey({ ...table, name: foreignKey.references.table }));
      if (target !== undefined) return targetProblems(table, foreignKey, target);
      const names = [...targets.values()].map(({ name }) => name);
      const problem = `it refers to the table "${foreignKey.references.table}", which is not there`;
      return [
        schemaProblem(table, pathOf(foreignKey), { problem, fix: suggestion(foreignKey.references.table, names) }),
      ];
    }),
  );
}

function targetProblems(table: Table, foreignKey: ForeignKey, target: Table): readonly Diagnostic[] {
  const columns = foreignKey.references.columns;
  const names = target.columns.map(({ name }) => name);
  const unknown = columns.filter((column) => !names.includes(column));
  if (unknown.length > 0) {
    return unknown.map((column) => {
      const problem = `it refers to the column "${column}", which "${target.name}" does not have`;
      return schemaProblem(table, pathOf(foreignKey), { problem, fix: suggestion(column, names) });
    });
  }
  if (isKey(target, columns)) return [];
  const problem = `it refers to (${columns.join(", ")}) of "${target.name}", which is neither its primary key nor unique`;
  return [
    schemaProblem(table, pathOf(foreignKey), {
      problem,
      fix: "make those columns unique, or refer to the primary key",
    }),
  ];
}

function isKey(target: Table, columns: readonly string[]): boolean {
  const wanted = columns.toSorted().join("\0");
  const keys = [
    target.primaryKey?.columns ?? [],
    ...target.uniques.map((unique) => unique.columns),
    ...target.indexes.filter((index) => index.unique).map((index) => index.columns.map(({ name }) => name)),
  ];
  return keys.some((key) => key.toSorted().join("\0") === wanted);
}

function pathOf(foreignKey: ForeignKey): string {
  return `foreignKeys.${foreignKey.name}`;
}
