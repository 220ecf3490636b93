import { describeKind, suggestion } from "@dataflow/core";
import { noPrimaryKey } from "../errors/read-only.ts";
import type { ModelBinding } from "../model/model-binding.ts";
import { invalidParameter } from "./parse-scalars.ts";

/**
 * Reads a list of fields that must be one of the model's unique keys.
 *
 * A database refuses a conflict target that no unique key covers, but only when it runs; this says so before.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @param binding the model
 * @returns the fields
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseKeyFields(value: unknown, name: string, binding: ModelBinding): readonly string[] {
  const fields = parseFieldNames(value, name, binding);
  const { uniqueKeys } = binding.definition;
  const isKey = uniqueKeys.some((key) => key.length === fields.length && key.every((field) => fields.includes(field)));
  if (isKey) return fields;
  const known = uniqueKeys.map((key) => `[${key.map((field) => `"${field}"`).join(", ")}]`).join(" or ");
  throw invalidParameter(
    name,
    "the fields are not a unique key of the model",
    `pass ${known}, or declare the key .unique()`,
  );
}

/**
 * The primary key of a model, where an operation cannot do without one.
 *
 * @param binding the model
 * @returns the fields of the key
 * @throws MODEL.NO_PRIMARY_KEY
 */
export function primaryKeyOf({ table, definition }: ModelBinding): readonly string[] {
  if (table.primaryKey.length === 0) throw noPrimaryKey(definition.name);
  return table.primaryKey;
}

/**
 * Reads a list of field names.
 *
 * @param value what was given
 * @param name the parameter, for the message
 * @param binding the model
 * @returns the fields
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseFieldNames(value: unknown, name: string, binding: ModelBinding): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalidParameter(
      name,
      `it is ${Array.isArray(value) ? "empty" : describeKind(value)}`,
      "pass an array of field names",
    );
  }
  const known = [...binding.definition.fields.keys()];
  for (const field of value) {
    if (typeof field === "string" && binding.definition.fields.has(field)) continue;
    const what = typeof field === "string" ? `"${field.slice(0, 80)}"` : describeKind(field);
    throw invalidParameter(name, `${what} is no field of ${binding.definition.name}`, suggestion(String(field), known));
  }
  return [...new Set(value as readonly string[])]; // every entry was just checked to be the name of a field
}
