import { describeKind, suggestion } from "@dataflow/core";
import type { JsonType } from "../../ast/json-path-node.ts";
import { invalidFilter, invalidValue, shown, undefinedValue } from "../../parser/filter-error.ts";
import { jsonOf } from "../array/json-of.ts";
import { JSON_KINDS, type OperatorDefinition } from "../operator-definition.ts";

/** Names of types, and MongoDB's short name and numbers for them. JSON has one type of number and none of dates. */
const TYPES: ReadonlyMap<unknown, JsonType> = new Map<unknown, JsonType>([
  ["null", "null"],
  ["number", "number"],
  ["string", "string"],
  ["object", "object"],
  ["array", "array"],
  ["boolean", "boolean"],
  ["bool", "boolean"],
  [2, "string"],
  [3, "object"],
  [4, "array"],
  [8, "boolean"],
  [10, "null"],
]);
const NAMES = [...TYPES.keys()].filter((key) => typeof key === "string");

/** `{ "j.a": { $type: "string" } }`: a value of a type, or an array with an element of it; a list means any of its types. */
export const typeOperator: OperatorDefinition = {
  kinds: JSON_KINDS,
  parse: (operand, use) => {
    const names: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    if (names.length === 0) throw invalidFilter(use.path, "is an empty list", "name at least one type");
    const types = names.map((name) => typeOf(name, use.path));
    return jsonOf(use).test({ kind: "type", types: Object.freeze([...new Set(types)].sort()) });
  },
};

function typeOf(name: unknown, path: string): JsonType {
  if (name === undefined) throw undefinedValue(path);
  const type = TYPES.get(name);
  if (type !== undefined) return type;
  const problem = typeof name === "string" ? `names "${shown(name)}", which is no type of JSON` : describe(name);
  throw invalidValue(path, problem, typeof name === "string" ? suggestion(name, NAMES) : 'write $type: "string"');
}

function describe(name: unknown): string {
  return typeof name === "number"
    ? "is the number of no type of JSON"
    : `must be the name of a type, and is ${describeKind(name)}`;
}
