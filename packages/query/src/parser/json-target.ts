import { describeKind } from "@dataflow/core";
import type { ComparisonOperator } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { type JsonScalar, type JsonTest, jsonPath } from "../ast/json-path-node.ts";
import { not } from "../ast/not-node.ts";
import { isNull } from "../ast/null-node.ts";
import { anyOf } from "../ast/or-node.ts";
import type { QueryField } from "../table/query-table.ts";
import type { JsonValue } from "../types/json-value.ts";
import { checkValue } from "../values/value-rules.ts";
import { invalidValue, tooComplex, undefinedValue } from "./filter-error.ts";
import type { FilterTarget } from "./filter-target.ts";

const JSON_TYPE = Object.freeze({ kind: "json" } as const);
const FIX = "pass a string, a finite number, a boolean, or an array or object of them";
/** An order of arrays is written out value by value. */
const MAX_ORDERED_VALUES = 32;

/**
 * A place in a JSON field as the target of conditions.
 *
 * @param field the field
 * @param keys the keys that lead there
 * @returns the target
 */
export function jsonTarget(field: QueryField, keys: readonly string[]): FilterTarget {
  const { name } = field;
  const test = (asked: JsonTest) => jsonPath(name, keys, asked);
  return {
    kind: "jsonPath",
    field: name,
    compare: (operator, value, { path }) => test(comparison(operator, checkedJson(value, path), path)),
    isOneOf: (values, { path }) => membership(values, path, test),
    isNull: () => test({ kind: "null" }),
    exists: () => test({ kind: "exists" }),
    json: { isDocument: false, test, element: (below) => jsonTarget(field, below) },
  };
}

/**
 * The whole document in a JSON field as the target of conditions. Whether there is one is the column's affair.
 *
 * @param field the field
 * @returns the target
 */
export function documentTarget(field: QueryField): FilterTarget {
  const { json, ...target } = jsonTarget(field, []);
  return {
    ...target,
    isNull: () => isNull(field.name),
    exists: () => not(isNull(field.name)),
    ...(json === undefined ? {} : { json: { ...json, isDocument: true } }),
  };
}

/**
 * A value of JSON.
 *
 * @param value what was given
 * @param path the place, for messages
 * @returns the value
 * @throws QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE for anything else
 */
export function checkedJson(value: unknown, path: string): JsonValue {
  if (value === undefined) throw undefinedValue(path);
  const problem = checkValue(JSON_TYPE, value);
  if (problem !== undefined) throw invalidValue(path, scalarProblem(value) ?? problem, FIX);
  // What the check has nothing against is JSON, which its type does not say.
  return (value === 0 ? 0 : value) as JsonValue;
}

/** The check speaks of what is inside a document; a value on its own is named itself. */
function scalarProblem(value: unknown): string | undefined {
  if (typeof value === "number") return "is not a finite number";
  const isJson = typeof value === "string" || typeof value === "object";
  return isJson && !(value instanceof Date) ? undefined : `must be a value of JSON, and is ${describeKind(value)}`;
}

function comparison(operator: ComparisonOperator, value: JsonValue, path: string): JsonTest {
  if (isScalar(value)) return { kind: "compare", operator, value };
  if (operator === "eq") return { kind: "equals", value };
  if (!Array.isArray(value)) {
    throw invalidValue(
      path,
      "is an object, and objects have no order",
      "compare places in it: the order of keys is lost",
    );
  }
  const list: readonly JsonValue[] = value;
  if (countOrdered(list, path) > MAX_ORDERED_VALUES) {
    throw tooComplex(path, `has more than ${MAX_ORDERED_VALUES} values to order by`, "compare with a shorter array");
  }
  return { kind: "arrayOrder", operator, value: list };
}

function countOrdered(values: readonly JsonValue[], path: string): number {
  let count = values.length;
  for (const value of values) {
    if (value === null || typeof value !== "object") continue;
    if (Array.isArray(value)) count += countOrdered(value, path);
    else if (Object.keys(value).length > 0)
      throw invalidValue(path, "has an object in it, and objects have no order", "compare with an array of scalars");
  }
  return count;
}

function isScalar(value: JsonValue): value is JsonScalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Scalars travel as one list; each array or object is looked for by itself. */
function membership(values: readonly unknown[], path: string, test: (asked: JsonTest) => FilterNode): FilterNode {
  // Not with map, which leaves holes out.
  const checked = Array.from(values, (value, index) => checkedJson(value, `${path}.${index}`));
  const scalars = checked.filter(isScalar);
  const list = test({ kind: "membership", values: Object.freeze(scalars) });
  if (scalars.length === checked.length) return list;
  const others = checked.filter((value) => !isScalar(value)).map((value) => test({ kind: "equals", value }));
  return anyOf(scalars.length === 0 ? others : [list, ...others]);
}
