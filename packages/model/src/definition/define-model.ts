import { isPlainObject } from "@dataflow/core";
import { tableNameOf } from "../naming/table-name.ts";
import { allDeclarations, buildDefinition, type DefinitionParts } from "./build-definition.ts";
import { columnFindings, constraintNameFindings } from "./collision-rules.ts";
import type { FieldMap } from "./field.ts";
import type { FieldDeclaration } from "./field-declaration.ts";
import { isField } from "./field-kinds.ts";
import { fieldFindings } from "./field-rules.ts";
import { definitionError, type Finding } from "./finding.ts";
import { freezeDeeply } from "./freeze-deeply.ts";
import { indexFindings, textSearchFindings } from "./index-rules.ts";
import { managedFieldFindings, managedNames } from "./managed-fields.ts";
import type { FoundTable, ModelDefinition, ResolvedModelOptions, StrictModelOptions } from "./model-definition.ts";
import type { DefaultModelOptions, ModelOptions } from "./model-options.ts";
import { fieldNameFindings, modelNameFindings } from "./names.ts";
import { optionFindings } from "./option-rules.ts";
import { primaryKeyFindings, primaryKeyNames } from "./primary-key.ts";
import { renameFindings } from "./rename-rules.ts";

/**
 * Defines a model without a database. Every mistake is reported at once.
 *
 * @param name the name, in PascalCase and in the singular: `"OrderItem"`
 * @param fields the fields by name, in camelCase
 * @param options the table's name, what DataFlow manages, indexes, a composite key
 * @returns the frozen definition
 * @throws MODEL.INVALID_NAME, MODEL.INVALID_FIELD, MODEL.INVALID_DEFAULT, MODEL.INVALID_REFERENCE, MODEL.INVALID_OPTION,
 * MODEL.UNKNOWN_OPTION, MODEL.UNKNOWN_FIELD when there is one mistake
 * @throws MODEL.INVALID_DEFINITION when there are several, each among its `diagnostics`
 * @example
 * ```ts
 * import { defineModel, field } from "@dataflow/model";
 *
 * const Order = defineModel(
 *   "Order",
 *   { status: field.enum(["pending", "paid"]).default("pending"), total: field.decimal(12, 2) },
 *   { softDelete: true, indexes: [{ fields: ["status", "-createdAt"] }] },
 * );
 * Order.tableName; // "orders"
 * ```
 */
export function defineModel<
  const Name extends string,
  Fields extends FieldMap,
  const Options extends ModelOptions<keyof Fields & string> = DefaultModelOptions,
>(name: Name, fields: Fields, options?: StrictModelOptions<Options>): ModelDefinition<Name, Fields, Options> {
  refuse(name, shapeFindings(name, fields, options));
  const declared = new Map(Object.entries(fields).map(([key, { declaration }]) => [key, declaration]));
  return definitionOf({ name, declared, given: options ?? {} });
}

/** What a definition is made of, not yet checked. */
export interface DefinitionInput<Name extends string = string> {
  readonly name: Name;
  readonly declared: ReadonlyMap<string, FieldDeclaration>;
  readonly given: ModelOptions;
  /** For a table that was found in a database: its keys and names are as they are. */
  readonly found?: FoundTable;
}

/**
 * Checks what a definition is made of, and makes it.
 *
 * @param input the name, the declarations of the fields, and the options
 * @throws MODEL.* as {@link defineModel} does
 */
export function definitionOf<Name extends string, Fields extends FieldMap, Options>(
  input: DefinitionInput<Name>,
): ModelDefinition<Name, Fields, Options> {
  const { name, declared, given, found } = input;
  const options = resolveOptions(name, given);
  const primaryKey = primaryKeyNames(declared, given.primaryKey);
  const parts: DefinitionParts = { name, declared, options, primaryKey, ...(found === undefined ? {} : { found }) };
  const all = allDeclarations(parts);
  refuse(name, [
    ...modelNameFindings(name),
    ...optionFindings(name, { ...given }),
    ...[...declared].flatMap(([key, declaration]) => [
      ...fieldNameFindings(name, key),
      ...fieldFindings(name, key, declaration),
    ]),
    ...(found === undefined ? primaryKeyFindings(name, declared, listed(given.primaryKey)) : []),
    ...managedFieldFindings(name, declared, managedNames(options)),
    ...indexFindings(name, all, options.indexes),
    ...textSearchFindings(name, all, options.textSearch),
    ...(found === undefined ? columnFindings(name, all) : []),
    ...renameFindings(name, all),
  ]);
  const definition = buildDefinition<Name, Fields, Options>({ ...parts, name });
  if (found === undefined) refuse(name, constraintNameFindings(definition));
  return definition;
}

/** Fills in the defaults. What has the wrong type counts as left out here; it is refused together with everything else. */
function resolveOptions(name: unknown, given: ModelOptions): ResolvedModelOptions {
  const tableName = given.tableName ?? (typeof name === "string" ? tableNameOf(name) : "");
  return freezeDeeply({
    tableName,
    ...(given.schema === undefined ? {} : { schema: given.schema }),
    ...(given.renamedFrom === undefined ? {} : { renamedFrom: given.renamedFrom }),
    timestamps: given.timestamps !== false,
    softDelete: given.softDelete === true,
    multiTenant: given.multiTenant === true,
    versioned: given.versioned === true,
    auditLog: given.auditLog === true,
    indexes: structuredClone(listed(given.indexes) ?? []),
    textSearch: [...(listed(given.textSearch) ?? [])],
  });
}

function listed<Item>(option: readonly Item[] | undefined): readonly Item[] | undefined {
  return Array.isArray(option) ? option : undefined;
}

/** Mistakes after which the rest cannot be looked at. */
function shapeFindings(name: unknown, fields: unknown, options: unknown): readonly Finding[] {
  const model = String(name);
  const wrong = (path: string, problem: string, fix: string): Finding => ({
    subcode: "INVALID_FIELD",
    path,
    problem,
    why: "a model is a name, an object of fields, and an object of options",
    fix,
  });
  const findings: Finding[] = [];
  if (options !== undefined && !isPlainObject(options)) {
    findings.push({
      ...wrong(`${model}.options`, "the options are not an object", "write { … }"),
      subcode: "INVALID_OPTION",
    });
  }
  if (!isPlainObject(fields))
    return [...findings, wrong(model, "the fields are not a plain object", "write { name: field.text() }")];
  if (Object.keys(fields).length === 0) findings.push(wrong(model, "there are no fields", "declare at least one"));
  for (const [key, value] of Object.entries(fields)) {
    if (isField(value)) continue;
    findings.push(wrong(`${model}.${key}`, "this is not a field", `write ${key}: field.text(), or another kind`));
  }
  return findings;
}

function refuse(model: unknown, findings: readonly Finding[]): void {
  const [first, ...others] = findings;
  if (first !== undefined) throw definitionError(String(model), [first, ...others]);
}
