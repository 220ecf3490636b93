import type { Diagnostic, Table } from "@dataflow/core";
import type { DdlDialect } from "../dialects/ddl-dialect.ts";
import { schemaProblem } from "../operations/schema-problem.ts";

/**
 * Finds names that two things claim. Tables, indexes and the indexes behind constraints share one space of names in a
 * database schema; foreign keys and checks do not, because their names belong to their table.
 *
 * @param tables the tables to be created
 * @param dialect tells which names are one and the same to the database
 * @returns a finding for each name that is taken
 */
export function validateNames(tables: readonly Table[], dialect: DdlDialect): readonly Diagnostic[] {
  const owners = new Map<string, string>();
  return tables.flatMap((table) =>
    relationNames(table).flatMap(({ name, path }) => {
      const key = `${table.schema ?? ""}\0${dialect.foldName(name)}`;
      const owner = owners.get(key);
      owners.set(key, owner ?? `${table.name}.${path}`);
      if (owner === undefined) return [];
      const problem = `the name "${name}" is taken by ${owner}`;
      return [schemaProblem(table, path, { problem, fix: "rename one of the two" })];
    }),
  );
}

function relationNames(table: Table): readonly { readonly name: string; readonly path: string }[] {
  const { primaryKey } = table;
  return [
    { name: table.name, path: "name" },
    ...(primaryKey?.name === undefined ? [] : [{ name: primaryKey.name, path: "primaryKey" }]),
    ...table.uniques.map(({ name }) => ({ name, path: `uniques.${name}` })),
    ...table.indexes.map(({ name }) => ({ name, path: `indexes.${name}` })),
    ...(table.textIndex === undefined ? [] : [{ name: table.textIndex.name, path: "textIndex" }]),
  ];
}
