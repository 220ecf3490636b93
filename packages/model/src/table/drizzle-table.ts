import type { DialectName } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { drizzleDialects } from "../dialects/drizzle-dialects.ts";
import type { DrizzleTableOf } from "../dialects/drizzle-types.ts";
import { buildTable } from "./build-table.ts";

const tables = new Map<DialectName, WeakMap<AnyModelDefinition, object>>();
const origins = new WeakMap<object, AnyModelDefinition>();

/**
 * The drizzle table of a model, to compose queries of your own. It stores and reads values as the model does, but writing
 * through it passes by the model: no validation but of kinds, no soft delete, no version.
 *
 * @param definition the model
 * @param dialect the database
 * @returns the table; the same one each time
 * @throws MODEL.DRIZZLE_MISSING
 * @example
 * ```ts
 * import { defineModel, drizzleTable, field } from "@dataflow/model";
 * import { eq } from "drizzle-orm";
 *
 * const User = defineModel("User", { email: field.text().unique() });
 * const users = drizzleTable(User, "postgres");
 * const condition = eq(users.email, "alice@example.com");
 * ```
 */
export function drizzleTable<Definition extends AnyModelDefinition, Dialect extends DialectName>(
  definition: Definition,
  dialect: Dialect,
): DrizzleTableOf<Definition, Dialect> {
  // The columns are made from the same fields as the type.
  return tableOf(definition, dialect) as DrizzleTableOf<Definition, Dialect>;
}

/**
 * The definition that a drizzle table was made from.
 *
 * @param table a table
 * @returns the definition, or undefined when {@link drizzleTable} did not make the table
 */
export function definitionBehind(table: object): AnyModelDefinition | undefined {
  return origins.get(table);
}

function tableOf(definition: AnyModelDefinition, name: DialectName): object {
  const ofDialect = tables.get(name) ?? new WeakMap<AnyModelDefinition, object>();
  tables.set(name, ofDialect);
  const known = ofDialect.get(definition);
  if (known !== undefined) return known;
  const dialect = drizzleDialects.get(name);
  if (dialect === undefined) throw new Error(`unreachable: there is no dialect ${name}`);
  const table = buildTable(definition, dialect, (target) => tableOf(target, name));
  ofDialect.set(definition, table);
  origins.set(table, definition);
  return table;
}
