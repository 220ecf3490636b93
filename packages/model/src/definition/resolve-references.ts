import { type ColumnType, type DataFlowError, suggestion } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";
import type { FieldReference } from "./field-declaration.ts";
import type { AnyModelDefinition, ResolvedReference } from "./model-definition.ts";
import type { ModelField } from "./model-field.ts";

/**
 * Finds what the references of a model lead to.
 *
 * @param definition the model
 * @returns its references with their targets, in the order of the fields
 * @throws MODEL.INVALID_REFERENCE a target that is no model, or a field that cannot be referred to
 */
export function resolveReferences(definition: AnyModelDefinition): readonly ResolvedReference[] {
  const resolved: ResolvedReference[] = [];
  for (const field of definition.fields.values()) {
    const { references } = field.declaration;
    if (references !== undefined) resolved.push(resolveReference(definition, field, references));
  }
  return Object.freeze(resolved);
}

function resolveReference(
  definition: AnyModelDefinition,
  field: ModelField,
  reference: FieldReference,
): ResolvedReference {
  const path = `${definition.name}.${field.name}`;
  const target = targetModel(definition, path, reference);
  const targetField = fieldReferredTo(path, target, reference.field);
  // What a database has found whole already is not judged again.
  const problem = definition.found === undefined ? mismatch(field.type, targetField.type) : undefined;
  if (problem !== undefined) {
    throw invalidReference(path, `${problem} ${target.name}.${targetField.name}`, {
      why: "a reference holds the value of the field it refers to, so both are stored alike",
      fix: `declare the field with the kind of ${target.name}.${targetField.name} (${targetField.type.kind})`,
    });
  }
  if (definition.found === undefined && target.options.schema !== definition.options.schema) {
    throw invalidReference(path, `${target.name} lives in another schema of the database`, {
      why: "references between schemas are not supported in this version",
      fix: "give both models the same schema",
    });
  }
  return Object.freeze({
    field: field.name,
    target,
    targetField: targetField.name,
    onDelete: reference.onDelete ?? "no action",
    onUpdate: reference.onUpdate ?? "no action",
  });
}

function targetModel(definition: AnyModelDefinition, path: string, { target }: FieldReference): AnyModelDefinition {
  const given = target === "self" ? target : target();
  if (given === "self") return definition;
  if (isModelDefinition(given)) return given;
  if (typeof given === "object" && given !== null && "definition" in given && isModelDefinition(given.definition)) {
    return given.definition;
  }
  throw invalidReference(path, "the function does not give a model", {
    why: given === undefined ? "it gave undefined" : "it gave something else",
    fix: "give what defineModel or db.model returned: .references(() => User)",
  });
}

/**
 * Whether a value is a definition of a model, by whichever copy of this package.
 *
 * @param value anything
 * @returns true for a definition
 * @example
 * ```ts
 * import { defineModel, field, isModelDefinition } from "@dataflow/model";
 *
 * isModelDefinition(defineModel("User", { name: field.text() })); // true
 * ```
 */
export function isModelDefinition(value: unknown): value is AnyModelDefinition {
  if (typeof value !== "object" || value === null) return false;
  return "kind" in value && value.kind === "model" && "schemaTable" in value && "queryTable" in value;
}

function fieldReferredTo(path: string, target: AnyModelDefinition, named: string | undefined): ModelField {
  const name = named ?? singleKey(path, target);
  const field = target.fields.get(name);
  if (field === undefined) {
    throw invalidReference(path, `${target.name} has no field "${name}"`, {
      why: "a reference leads to one field of one model",
      fix: suggestion(name, [...target.fields.keys()]),
    });
  }
  if (target.uniqueKeys.some((key) => key.length === 1 && key[0] === name)) return field;
  throw invalidReference(path, `${target.name}.${name} is not unique`, {
    why: "a reference must lead to at most one row",
    fix: `add .unique() to ${target.name}.${name}, or refer to the primary key`,
  });
}

function singleKey(path: string, target: AnyModelDefinition): string {
  const [key, ...others] = target.primaryKey;
  if (key !== undefined && others.length === 0) return key;
  throw invalidReference(path, `${target.name} is not found by one field`, {
    why: `its primary key has ${target.primaryKey.length} fields, and a reference holds one value`,
    fix: 'name a unique field: .references(() => Model, { field: "code" })',
  });
}

function mismatch(from: ColumnType, to: ColumnType): string | undefined {
  if (storage(from) === storage(to)) return undefined;
  return `a field of kind ${from.kind} cannot refer to`;
}

/** Kinds that are stored alike and can be compared with each other. */
function storage(type: ColumnType): string {
  switch (type.kind) {
    case "enum":
      return "text";
    case "bigint":
      return "integer";
    case "decimal":
      return `decimal, scale ${type.scale}`;
    default:
      return type.kind;
  }
}

function invalidReference(
  path: string,
  problem: string,
  rest: { readonly why: string; readonly fix: string },
): DataFlowError {
  return modelErrors.create("INVALID_REFERENCE", { message: `${path}.references: ${problem}`, ...rest });
}
