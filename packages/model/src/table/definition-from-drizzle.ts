import { definitionOf } from "../definition/define-model.ts";
import type { FieldDeclaration } from "../definition/field-declaration.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelOptions } from "../definition/model-options.ts";
import type { DrizzleDialect } from "../dialects/drizzle-dialect.ts";
import { drizzleDialects } from "../dialects/drizzle-dialects.ts";
import { modelErrors } from "../errors/model-errors.ts";
import { modelNameOf } from "../naming/table-name.ts";
import type { ColumnConfig } from "./drizzle-core.ts";
import { definitionBehind } from "./drizzle-table.ts";
import { drizzleCommon } from "./load-drizzle.ts";
import type { DrizzleTable, ModelFromDrizzle } from "./model-from-drizzle.ts";
import { readConstraints } from "./read-constraints.ts";
import { type MappingProblem, readFields } from "./read-fields.ts";

export type { DrizzleTable, ModelFromDrizzle } from "./model-from-drizzle.ts";

const definitions = new WeakMap<object, AnyModelDefinition>();

/**
 * The definition of a model for a table that was made with drizzle, for either database. Its name is that of the table in
 * PascalCase and in the singular; its fields are the properties of the table; nothing is added. References lead to the
 * models of the tables referred to.
 *
 * @param table the table
 * @returns the definition; the same one each time
 * @throws MODEL.UNMAPPABLE_TABLE what the model could not keep exactly, all of it at once
 * @example
 * ```ts
 * import { definitionFromDrizzle } from "@dataflow/model";
 * import { pgTable, text, uuid } from "drizzle-orm/pg-core";
 *
 * const people = pgTable("people", { id: uuid().primaryKey().defaultRandom(), fullName: text("full_name").notNull() });
 * definitionFromDrizzle(people).name; // "Person"
 * ```
 */
export function definitionFromDrizzle<Table extends DrizzleTable>(table: Table): ModelFromDrizzle<Table> {
  const known = definitionBehind(table) ?? definitions.get(table);
  const definition = known ?? readDefinition(table);
  definitions.set(table, definition);
  // The fields were read from the columns that the type was made of.
  return definition as ModelFromDrizzle<Table>;
}

function readDefinition(table: object): AnyModelDefinition {
  const dialect = [...drizzleDialects.values()].find((candidate) => candidate.isTable(table));
  if (dialect === undefined) {
    throw modelErrors.create("UNMAPPABLE_TABLE", {
      message: "this is not a drizzle table of a database that DataFlow speaks to",
      why: "tables are read with drizzle's cores for these databases",
      fix: "pass a table that was made with drizzle's core of one of them",
    });
  }
  return translate(table, dialect);
}

function translate(table: object, dialect: DrizzleDialect): AnyModelDefinition {
  const config = dialect.core().getTableConfig(table);
  const fields = readFields(table, config.name, dialect);
  const constraints = readConstraints({
    config,
    dialect,
    nameOf: fields.nameOf,
    foreignNameOf,
    modelOf: (target) => (target === table ? "self" : modelOf(target)),
  });
  const hasKey =
    constraints.compositeKey.length > 0 || [...fields.declarations.values()].some(({ isPrimaryKey }) => isPrimaryKey);
  refuse(config.name, [...fields.problems, ...constraints.problems, ...(hasKey ? [] : [NO_KEY])]);
  const declared = new Map<string, FieldDeclaration>();
  for (const [name, declaration] of fields.declarations) {
    const references = constraints.references.get(name);
    const isUnique = declaration.isUnique || constraints.uniqueFields.includes(name);
    declared.set(
      name,
      Object.freeze({ ...declaration, isUnique, ...(references === undefined ? {} : { references }) }),
    );
  }
  const given: ModelOptions = {
    tableName: config.name,
    ...(config.schema === undefined ? {} : { schema: config.schema }),
    timestamps: false,
    indexes: constraints.indexes,
    ...(constraints.compositeKey.length === 0 ? {} : { primaryKey: constraints.compositeKey }),
  };
  return definitionOf({ name: modelNameOf(config.name), declared, given });
}

const NO_KEY: MappingProblem = {
  place: "the table",
  problem: "has no primary key",
  fix: "declare one: a row of a model is found by its key",
};

function foreignNameOf(table: object, column: ColumnConfig): string {
  const columns = Object.entries(drizzleCommon().getTableColumns(table));
  return columns.find(([, { name }]) => name === column.name)?.[0] ?? column.name;
}

function modelOf(table: object): AnyModelDefinition {
  const known = definitionBehind(table) ?? definitions.get(table) ?? readDefinition(table);
  definitions.set(table, known);
  return known;
}

function refuse(table: string, problems: readonly MappingProblem[]): void {
  if (problems.length === 0) return;
  const texts = problems.map(({ place, problem }) => `${place} ${problem}`);
  throw modelErrors.create("UNMAPPABLE_TABLE", {
    message: `the drizzle table "${table}" cannot become a model: ${texts.join("; ")}`,
    why: "a model keeps what a table says exactly, or does not take it",
    fix: problems.map(({ place, fix }) => `${place}: ${fix}`).join("; "),
    meta: { table },
    diagnostics: problems.map(({ place, problem, fix }) => ({
      code: "MODEL.UNMAPPABLE_TABLE",
      severity: "error",
      message: `${place} ${problem}`,
      path: place,
      fix,
    })),
  });
}
