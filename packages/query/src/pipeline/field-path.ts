import { describeKind } from "@dataflow/core";
import { shown, undefinedValue, unknownField } from "../parser/filter-error.ts";
import { findJsonPlace, parseJsonKeys } from "../parser/parse-json-path.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { invalidStage } from "./pipeline-error.ts";

/**
 * Reads an expression that names a field: `"$total"`.
 *
 * @param input the expression
 * @param table the rows' fields
 * @param path the place
 * @returns the field
 * @throws QUERY.INVALID_PIPELINE, QUERY.UNKNOWN_FIELD, QUERY.UNDEFINED_VALUE
 */
export function parseFieldPath(input: unknown, table: QueryTable, path: string): QueryField {
  if (input === undefined) throw undefinedValue(path);
  if (typeof input !== "string")
    throw invalidStage(path, `must be a field with $ before its name, and is ${describeKind(input)}`, 'write "$total"');
  const name = input.slice(1);
  const field = table.fields.get(name);
  if (input.startsWith("$") && field !== undefined) return field;
  if (!input.startsWith("$") && table.fields.has(input))
    throw invalidStage(path, "is a field without $ before its name", `write "$${shown(input)}"`);
  throw unknownField(input.startsWith("$") ? name : input, path, table);
}

/** A field, or a place in a JSON field. */
export interface FieldPlace {
  readonly field: QueryField;
  /** Keys below the field; none for the field itself. */
  readonly keys: readonly string[];
}

const NO_KEYS: readonly string[] = Object.freeze([]);

/**
 * Reads an expression that names a field, or a place in a JSON field: `"$profile.items"`. Its keys are those of objects.
 *
 * @param input the expression
 * @param table the rows' fields
 * @param path the place of the expression
 * @returns the field and the keys
 * @throws QUERY.INVALID_PIPELINE, QUERY.INVALID_FILTER, QUERY.UNKNOWN_FIELD, QUERY.UNDEFINED_VALUE
 */
export function parsePlace(input: unknown, table: QueryTable, path: string): FieldPlace {
  const name = typeof input === "string" && input.startsWith("$") ? input.slice(1) : "";
  const place = table.fields.has(name) ? undefined : findJsonPlace(name, table);
  if (place === undefined) return { field: parseFieldPath(input, table, path), keys: NO_KEYS };
  const keys = parseJsonKeys(place.below, path);
  const index = keys.find((key) => /^\d+$/.test(key));
  if (index !== undefined)
    throw invalidStage(path, `has the number "${index}" in it`, "name keys of objects; $unwind an array before it");
  return { field: place.field, keys };
}
