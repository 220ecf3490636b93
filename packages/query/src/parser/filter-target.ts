import type { ColumnKind } from "@dataflow/core";
import { type ComparisonOperator, compare, equals } from "../ast/comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { JsonTest } from "../ast/json-path-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { isNull } from "../ast/null-node.ts";
import type { AcceptValue } from "../recall/filter-shape.ts";
import type { QueryField } from "../table/query-table.ts";
import { fixFor } from "../values/validate-value.ts";
import { checkValue, normaliseValue, valueAcceptor } from "../values/value-rules.ts";
import { arrayTarget } from "./array-target.ts";
import { invalidValue, undefinedValue } from "./filter-error.ts";
import { documentTarget } from "./json-target.ts";

const TEXT = Object.freeze({ kind: "text" } as const);

/** What an operator may stand under: a field of a kind, or a place in a JSON document. */
export type TargetKind = ColumnKind | "jsonPath";

/** What a condition is about, and how it is said of that. Values are checked here, for every operator alike. */
export interface FilterTarget {
  readonly kind: TargetKind;
  /** The field's name. */
  readonly field: string;
  /**
   * The one form of a value, or undefined for what is none; absent where more of a value than that it is one decides what
   * a condition becomes.
   */
  readonly accept?: AcceptValue;
  readonly compare: (operator: ComparisonOperator, value: unknown, path: string) => FilterNode;
  /** Values without null. */
  readonly isOneOf: (values: readonly unknown[], path: string) => FilterNode;
  readonly isNull: () => FilterNode;
  readonly exists: () => FilterNode;
  /** What can be asked of JSON beyond that; absent under a column of another kind. */
  readonly json?: JsonQuestions;
  /** What can be asked of an array column beyond that; absent under others. */
  readonly array?: ArrayQuestions;
}

/** An array column as the target of conditions. */
export interface ArrayQuestions {
  /** Values, one at least. */
  readonly all: (values: readonly unknown[], path: string) => FilterNode;
  readonly overlap: (values: readonly unknown[], path: string) => FilterNode;
  readonly size: (length: number) => FilterNode;
  /** What its elements can be asked. */
  readonly element: FilterTarget;
}

/** A value in a JSON document as the target of conditions. */
export interface JsonQuestions {
  /** Whether it is the whole document in a column. */
  readonly isDocument: boolean;
  readonly test: (test: JsonTest) => FilterNode;
  /** The target of conditions on a place below an element of the array that this is; the element itself without keys. */
  readonly element: (keys: readonly string[]) => FilterTarget;
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
  if (field.type.kind === "json") return documentTarget(field);
  if (field.type.kind === "array") return arrayTarget(field, field.type);
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
    accept: valueAcceptor(type),
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
