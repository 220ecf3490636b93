import { lateExpression } from "@dataflow/core";
import type { RenameHint } from "@dataflow/migrations";
import { snakeCase } from "../naming/snake-case.ts";
import { tableNameOf } from "../naming/table-name.ts";
import type { AnyModelDefinition } from "./model-definition.ts";

/**
 * What a model says about the former names of its table and columns, in the names of the database.
 *
 * @param definition the model
 * @returns a hint for each `renamedFrom`
 */
export function renameHints(definition: AnyModelDefinition): readonly RenameHint[] {
  const { tableName, options, fields } = definition;
  const place = { ...(options.schema === undefined ? {} : { schema: options.schema }), table: tableName };
  const own = options.renamedFrom === undefined ? [] : [{ ...place, from: formerTable(options.renamedFrom) }];
  const columns = [...fields.values()].flatMap(({ column, declaration: { renamedFrom } }) =>
    renamedFrom === undefined ? [] : [{ ...place, column, from: snakeCase(renamedFrom) }],
  );
  return [...own, ...columns];
}

const startsWithCapital = lateExpression(String.raw`^\p{Lu}`, "u");

/** Models begin with a capital; anything else is the name of a table. */
function formerTable(name: string): string {
  return startsWithCapital().test(name) ? tableNameOf(name) : name;
}
