import type { ColumnDefault, Diagnostic } from "@dataflow/core";
import { columnDefault } from "../definition/default-value.ts";
import { definitionOf } from "../definition/define-model.ts";
import type { FieldDeclaration, FieldReference } from "../definition/field-declaration.ts";
import type { AnyModelDefinition, FoundTable } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import type { ModelOptions } from "../definition/model-options.ts";

/** A field as data. */
export interface StoredField
  extends Pick<FieldDeclaration, "type" | "isOptional" | "isUnique" | "isIndexed" | "isComputed" | "columnName"> {
  readonly name: string;
  readonly isManaged: boolean;
  readonly default?: ColumnDefault;
  /** The model referred to is called by its name. */
  readonly references?: Omit<FieldReference, "target"> & { readonly model: string };
  /** What cannot be kept, because it is a function. */
  readonly lost?: readonly ("default" | "validate")[];
}

/** A definition as data, for another process. */
export interface StoredDefinition {
  readonly form: 1;
  readonly name: string;
  readonly options: Omit<ModelOptions, "primaryKey">;
  readonly fields: readonly StoredField[];
  readonly primaryKey: readonly string[];
  readonly found?: FoundTable;
}

/**
 * Writes a definition as data.
 *
 * @param definition the definition
 * @returns plain data
 */
export function storeDefinition(definition: AnyModelDefinition): StoredDefinition {
  const { name, options, fields, primaryKey, found } = definition;
  const targets = new Map(definition.references().map(({ field, target }) => [field, target.name]));
  return {
    form: 1,
    name,
    options,
    fields: [...fields.values()].map((field) => storeField(field, targets.get(field.name))),
    primaryKey,
    ...(found === undefined ? {} : { found }),
  };
}

function storeField({ name, isManaged, declaration }: ModelField, model: string | undefined): StoredField {
  const { type, isOptional, isUnique, isIndexed, isComputed, columnName, references, validators } = declaration;
  const filled = isManaged ? undefined : columnDefault(declaration);
  const isLost = declaration.default?.kind === "function" && filled === undefined;
  const lost = [...(isLost ? ["default" as const] : []), ...(validators.length > 0 ? ["validate" as const] : [])];
  const { target: _, ...reference } = references ?? { target: undefined };
  return {
    name,
    type,
    isOptional,
    isUnique,
    isIndexed,
    isManaged,
    ...(filled === undefined ? {} : { default: filled }),
    ...(model === undefined ? {} : { references: { ...reference, model } }),
    ...(columnName === undefined ? {} : { columnName }),
    ...(isComputed === true ? { isComputed } : {}),
    ...(lost.length === 0 ? {} : { lost }),
  };
}

/**
 * Makes the definition that was stored. What fills a field is left to the database, whose column has the same default.
 *
 * @param stored the data
 * @param modelNamed the models that references may lead to
 * @returns the definition
 * @throws MODEL.* when the data is not what this version writes
 */
export function restoreDefinition(
  stored: StoredDefinition,
  modelNamed: (name: string) => AnyModelDefinition | undefined,
): AnyModelDefinition {
  const { name, options, fields, primaryKey, found } = stored;
  const declared = new Map(fields.map((field) => [field.name, restoreField(field, stored, modelNamed)]));
  const given: ModelOptions = { ...options, ...(primaryKey.length === 0 ? {} : { primaryKey }) };
  return definitionOf({ name, declared, given, ...(found === undefined ? {} : { found }) });
}

function restoreField(
  field: StoredField,
  { name }: StoredDefinition,
  modelNamed: (name: string) => AnyModelDefinition | undefined,
): FieldDeclaration {
  const { type, isOptional, isUnique, isIndexed, isComputed, columnName, references } = field;
  const { model, ...reference } = references ?? { model: undefined };
  const target = model === name ? ("self" as const) : () => modelNamed(model ?? "");
  return Object.freeze<FieldDeclaration>({
    type,
    isOptional,
    isUnique,
    isPrimaryKey: false,
    isIndexed,
    ...(field.default === undefined
      ? {}
      : { default: Object.freeze({ kind: "database", default: Object.freeze({ ...field.default }) }) }),
    ...(model === undefined ? {} : { references: Object.freeze({ ...reference, target }) }),
    validators: Object.freeze([]),
    ...(columnName === undefined ? {} : { columnName }),
    ...(isComputed === true ? { isComputed: true } : {}),
  });
}

/**
 * What a stored definition has lost.
 *
 * @param stored the data
 * @returns a finding for each function that could not be kept
 */
export function lostParts({ name, fields }: StoredDefinition): readonly Diagnostic[] {
  return fields.flatMap((field) =>
    (field.lost ?? []).map(
      (part): Diagnostic => ({
        code: "MODEL.UNMAPPABLE_TABLE",
        severity: "warning",
        path: `${name}.${field.name}`,
        message: `${name}.${field.name}: its ${part === "default" ? "default is a function, which" : "schema for .validate()"} is not kept in the registry`,
        fix: "declare the model in this process too where that matters",
      }),
    ),
  );
}
