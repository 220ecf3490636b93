import type { ColumnKind } from "@dataflow/core";
import { type ComparisonOperator, compare, equals } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { type JsonScalar, jsonPath } from "../ast/json-path-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { isNull } from "../ast/null-node.ts";
import type { QueryField } from "../table/query-table.ts";
import { stringProblem } from "../values/text-value.ts";
import { fixFor } from "../values/validate-value.ts";
import { describeType } from "../values/value-rule.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";
import { invalidValue, undefinedValue } from "./filter-error.ts";

const TEXT = Object.freeze({ kind: "text" } as const);

/** What an operator may stand under: a field of a kind, or a place in a JSON document. */
export type TargetKind = ColumnKind | "jsonPath";

/** What a condition is about, and how it is said of that. Values are checked here, for every operator alike. */
export interface FilterTarget {
  readonly kind: TargetKind;
  /** The field's name. */
  readonly field: string;
  readonly compare: (operator: ComparisonOperator, value: unknown, path: string) => FilterNode;
  /** Values without null. */
  readonly isOneOf: (values: readonly unknown[], path: string) => FilterNode;
  readonly isNull: () => FilterNode;
  readonly exists: () => FilterNode;
}

/** Fields live as long as their table, and every filter names the same ones. */
const fieldTargets = new WeakMap<QueryField, FilterTarget>();

/**
 * A field as the target of conditions.
 *
 * @param field the field
 * @returns the target
 */
export function fieldTarget(field: QueryField): FilterTarget {
  let target = fieldTargets.get(field);
  if (target === undefined) {
    target = createFieldTarget(field);
    fieldTargets.set(field, target);
  }
  return target;
}

function createFieldTarget(field: QueryField): FilterTarget {
  // A text too long for its field cannot be stored, but it can well be looked for.
  const type = field.type.kind === "text" ? TEXT : field.type;
  const problemOf = (value: unknown) => (value === undefined ? "is undefined" : checkValue(type, value));
  const checked = (value: unknown, path: string) => {
    const problem = problemOf(value);
    if (problem === undefined) return normaliseValue(type, value);
    throw value === undefined ? undefinedValue(path) : invalidValue(path, problem, fixFor(field));
  };
  // The place of a value is written only for a message: lists are long.
  const element = (value: unknown, path: string, index: number) =>
    problemOf(value) === undefined ? normaliseValue(type, value) : checked(value, `${path}.${index}`);
  return {
    kind: field.type.kind,
    field: field.name,
    compare: (operator, value, path) =>
      operator === "eq"
        ? equals(field.name, checked(value, path))
        : compare(field.name, operator, checked(value, path)),
    isOneOf: (values, path) =>
      isOneOf(field.name, Object.freeze(values.map((value, index) => element(value, path, index)))),
    isNull: () => isNull(field.name),
    // A column cannot be missing, so it exists where it is not null.
    exists: () => not(isNull(field.name)),
  };
}

/**
 * A place in a JSON field as the target of conditions.
 *
 * @param field the field
 * @param keys the keys that lead there
 * @returns the target
 */
export function jsonTarget(field: QueryField, keys: readonly string[]): FilterTarget {
  const { name } = field;
  return {
    kind: "jsonPath",
    field: name,
    compare: (operator, value, path) => {
      const scalar = jsonScalar(value, path);
      if (operator !== "eq" && typeof scalar === "boolean") {
        throw invalidValue(path, "is a boolean, and booleans have no order", "pass a string or a number");
      }
      return jsonPath(name, keys, { kind: "compare", operator, value: scalar });
    },
    isOneOf: (values, path) => {
      const scalars = values.map((value, index) => jsonScalar(value, `${path}.${index}`));
      return jsonPath(name, keys, { kind: "membership", values: Object.freeze(scalars) });
    },
    isNull: () => jsonPath(name, keys, { kind: "null" }),
    exists: () => jsonPath(name, keys, { kind: "exists" }),
  };
}

function jsonScalar(value: unknown, path: string): JsonScalar {
  if (value === undefined) throw undefinedValue(path);
  const fix = "pass a string, a finite number or a boolean";
  if (typeof value === "string") {
    const problem = stringProblem(value);
    if (problem !== undefined) throw invalidValue(path, problem, fix);
    return value;
  }
  if (typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value === 0 ? 0 : value;
  throw invalidValue(path, `must be a scalar of JSON, and is ${describeType(value)}`, fix);
}
