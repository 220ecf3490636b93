import { identifierProblem } from "@dataflow/core";
import { snakeCase } from "../naming/snake-case.ts";
import type { FieldDeclaration } from "./field-declaration.ts";
import type { Finding } from "./finding.ts";
import type { AnyModelDefinition } from "./model-definition.ts";
import { databaseNameFindings } from "./names.ts";
import { tableIndexes, textIndexOf, uniqueConstraints } from "./schema-table.ts";

/**
 * The mistakes of columns: names that no database takes, and fields that would share one.
 *
 * @param model the model's name
 * @param fields all fields of the model
 */
export function columnFindings(model: string, fields: ReadonlyMap<string, FieldDeclaration>): readonly Finding[] {
  const owners = new Map<string, string>();
  return [...fields].flatMap(([name, { columnName }]): readonly Finding[] => {
    const column = columnName ?? snakeCase(name);
    // Some databases ignore the case of names.
    const folded = column.toLowerCase();
    const owner = owners.get(folded);
    if (owner !== undefined) return [sharedColumn(model, [owner, name], column)];
    owners.set(folded, name);
    const isReported = columnName !== undefined || identifierProblem(name) !== undefined;
    return isReported ? [] : databaseNameFindings(`${model}.${name}`, column);
  });
}

function sharedColumn(model: string, [first, second]: readonly [string, string], column: string): Finding {
  return {
    subcode: "INVALID_NAME",
    path: `${model}.${second}`,
    problem: `the fields "${first}" and "${second}" would share the column "${column}"`,
    why: "each field is stored in a column of its own",
    fix: 'rename one of them, or name its column: .column("other_name")',
  };
}

/**
 * The mistakes of indexes and constraints that would bear one name.
 *
 * @param definition the model
 */
export function constraintNameFindings(definition: AnyModelDefinition): readonly Finding[] {
  const { textIndex } = textIndexOf(definition);
  const named = [...uniqueConstraints(definition), ...tableIndexes(definition), ...(textIndex ? [textIndex] : [])];
  const names = named.map(({ name }) => name);
  const repeated = new Set(names.filter((name, position) => names.indexOf(name) < position));
  return [...repeated].map((name) => ({
    subcode: "INVALID_OPTION",
    path: `${definition.name}.options.indexes`,
    problem: `two indexes would have the name "${name}"`,
    why: "an index is known to the database by its name",
    fix: 'remove the one that says the same again, or give one of them a name of its own: { fields: [\u2026], name: "\u2026" }',
  }));
}
