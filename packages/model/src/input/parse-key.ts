import { describeKind, suggestion } from "@dataflow/core";
import { type FilterNode, type QueryField, validateValue } from "@dataflow/query";
import { noPrimaryKey } from "../errors/read-only.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { invalidParameter } from "./parse-scalars.ts";

/** One row's primary key, as a condition and as the caller wrote it. */
export interface RecordKey {
  readonly where: FilterNode;
  /** The key's value; an object of the key's fields when there are several. */
  readonly recordId: unknown;
}

/**
 * Reads `recordId`.
 *
 * @param recordId the key's value, or an object of its fields when the key has several
 * @param binding the model
 * @param name what the parameter is called in messages
 * @returns the key
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseKey(recordId: unknown, binding: ModelBinding, name = "recordId"): RecordKey {
  const { primaryKey } = binding.table;
  if (binding.keyFilter === undefined) throw noPrimaryKey(binding.definition.name);
  const values = primaryKey.length === 1 ? [recordId] : keyValues(recordId, primaryKey, name);
  const where = binding.keyFilter(values);
  if (where === undefined) throw badKey(values, binding, name);
  return { where, recordId };
}

function keyValues(recordId: unknown, primaryKey: readonly string[], parameter: string): readonly unknown[] {
  if (typeof recordId !== "object" || recordId === null || Array.isArray(recordId)) {
    throw invalidParameter(
      parameter,
      `it is ${describeKind(recordId)}`,
      `pass an object of the key's fields: ${primaryKey.join(", ")}`,
    );
  }
  const values = recordId as Readonly<Record<string, unknown>>; // an object, as was just checked; read by own key only
  for (const name of Object.keys(values)) {
    if (!primaryKey.includes(name))
      throw invalidParameter(parameter, `"${name}" is not of the key`, suggestion(name, primaryKey));
  }
  return primaryKey.map((name) => (Object.hasOwn(values, name) ? values[name] : undefined));
}

/**
 * Reads the key from `recordId`, or from the key's fields when they are given flat.
 *
 * @param input the parameters
 * @param binding the model
 * @returns the key
 * @throws MODEL.INVALID_PARAMETER
 */
export function parseKeyInput(input: CommandInput, binding: ModelBinding): RecordKey {
  const { primaryKey } = binding.table;
  if (input.recordId !== undefined) {
    refuseSecondKey(input, primaryKey);
    return parseKey(input.recordId, binding);
  }
  if (primaryKey.length === 1) return parseKey(input[primaryKey[0] ?? ""], binding);
  return parseKey(Object.fromEntries(primaryKey.map((name) => [name, input[name]])), binding);
}

/** Goes over what was given, not over the key: most calls give nothing else, and absent names take long to miss. */
function refuseSecondKey(input: CommandInput, primaryKey: readonly string[]): void {
  for (const name in input) {
    if (name !== "recordId" && input[name] !== undefined && primaryKey.includes(name))
      throw invalidParameter(name, "recordId is given beside it", "give the key once");
  }
}

/** Why values are no key: for the first of them that cannot be in its field. */
function badKey(values: readonly unknown[], { table }: ModelBinding, parameter: string): Error {
  for (const [index, name] of table.primaryKey.entries()) {
    const value = values[index];
    if (value === undefined || value === null)
      return invalidParameter(parameter, `it gives no "${name}"`, `give the field "${name}" a value`);
    const field = table.fields.get(name) as QueryField; // the primary key's fields are fields of the table
    const problem = validateValue(field, value, name);
    if (problem !== undefined) return invalidParameter(parameter, problem.message, problem.fix);
  }
  return invalidParameter(parameter, "it is no key", "pass the key as the row has it");
}
