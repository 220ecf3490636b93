import { snakeCase } from "../naming/snake-case.ts";
import { withNormalDefault } from "./default-value.ts";
import type { FieldMap } from "./field.ts";
import type { FieldDeclaration } from "./field-declaration.ts";
import { parseIndexField } from "./index-field.ts";
import { GENERATED_ID, managedNames, withManagedFields } from "./managed-fields.ts";
import type {
  AnyModelDefinition,
  FoundTable,
  ManagedFields,
  ModelDefinition,
  ResolvedModelOptions,
  ResolvedReference,
} from "./model-definition.ts";
import type { ModelField } from "./model-field.ts";
import { queryTableOf } from "./query-table.ts";
import { resolveReferences } from "./resolve-references.ts";
import { schemaTableOf, uniqueFields } from "./schema-table.ts";

/** What a definition is made of, already checked. */
export interface DefinitionParts<Name extends string = string> {
  readonly name: Name;
  readonly declared: ReadonlyMap<string, FieldDeclaration>;
  readonly options: ResolvedModelOptions;
  /** Empty for a generated one, and for a table that was found without one. */
  readonly primaryKey: readonly string[];
  /** For a table that was found in a database. */
  readonly found?: FoundTable;
}

/**
 * All fields of a model, the generated key first and the managed ones last.
 *
 * @param parts what the definition is made of
 */
export function allDeclarations(parts: DefinitionParts): ReadonlyMap<string, FieldDeclaration> {
  const managed = withManagedFields(parts.declared, managedNames(parts.options));
  return parts.primaryKey.length > 0 || parts.found !== undefined
    ? managed
    : new Map([["id", GENERATED_ID], ...managed]);
}

/**
 * Makes a definition.
 *
 * @param parts what it is made of
 * @returns the frozen definition; its references are looked for when they are first asked for
 */
export function buildDefinition<Name extends string, Fields extends FieldMap, Options>(
  parts: DefinitionParts<Name>,
): ModelDefinition<Name, Fields, Options> {
  const managed = managedNames(parts.options);
  const hasGeneratedKey = parts.primaryKey.length === 0 && parts.found === undefined;
  const primaryKey = Object.freeze(hasGeneratedKey ? ["id"] : [...parts.primaryKey]);
  const fields = modelFields(allDeclarations(parts), primaryKey, managed);
  const shape = { name: parts.name, tableName: parts.options.tableName, options: parts.options, fields, primaryKey };
  const insertable = [...fields.values()].filter(isInsertable).map(({ name }) => name);
  const references = once((): readonly ResolvedReference[] => resolveReferences(definition));
  const schemaTable = once(() => parts.found?.table ?? schemaTableOf(definition));
  const definition: ModelDefinition<Name, Fields, Options> = Object.freeze({
    kind: "model",
    ...shape,
    insertable: Object.freeze(insertable),
    updatable: Object.freeze(insertable.filter((name) => !primaryKey.includes(name))),
    managed,
    uniqueKeys: uniqueKeysOf(shape),
    queryTable: queryTableOf(shape),
    references,
    schemaTable,
    ...(parts.found === undefined ? {} : { found: parts.found }),
  });
  return definition;
}

function isInsertable({ isManaged, declaration }: ModelField): boolean {
  return !isManaged && declaration.isComputed !== true;
}

function modelFields(
  declarations: ReadonlyMap<string, FieldDeclaration>,
  primaryKey: readonly string[],
  managed: ManagedFields,
): ReadonlyMap<string, ModelField> {
  const managedSet: ReadonlySet<string> = new Set(Object.values(managed));
  const fields = new Map<string, ModelField>();
  for (const [name, given] of declarations) {
    const declaration = withNormalDefault(given);
    const filled = declaration.default;
    const isManaged = managedSet.has(name);
    fields.set(
      name,
      Object.freeze({
        name,
        column: declaration.columnName ?? snakeCase(name),
        type: declaration.type,
        nullable: declaration.isOptional,
        isPrimaryKey: primaryKey.includes(name),
        isAutoIncrement: filled?.kind === "database" && filled.default.kind === "autoIncrement",
        isManaged,
        isOmittable: declaration.isOptional || filled !== undefined || isManaged || declaration.isComputed === true,
        declaration,
      }),
    );
  }
  return fields;
}

function uniqueKeysOf(
  shape: Pick<AnyModelDefinition, "tableName" | "options" | "fields" | "primaryKey">,
): readonly (readonly string[])[] {
  const uniques = uniqueFields(shape).map(({ name }) => [name]);
  const keys = shape.primaryKey.length === 0 ? [] : [shape.primaryKey];
  const indexes = shape.options.indexes
    .filter(({ unique }) => unique === true)
    .map(({ fields }) => fields.map((written) => parseIndexField(written).field));
  return Object.freeze([...keys, ...uniques, ...indexes].map((key) => Object.freeze([...key])));
}

/** Computes a value when it is first asked for. A failure is not kept: a model declared later may mend it. */
function once<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
