import type { ColumnType } from "@dataflow/core";
import { type ArrayTest, arrayField } from "../ast/array-node.ts";
import { compare } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { type JsonScalar, type JsonTest, jsonPath } from "../ast/json-path-node.ts";
import { isOneOf } from "../ast/membership-node.ts";
import { not } from "../ast/not-node.ts";
import { nothing } from "../ast/nothing-node.ts";
import { isNull } from "../ast/null-node.ts";
import { anyOf } from "../ast/or-node.ts";
import type { ElementFilter } from "../operators/operator-definition.ts";
import type { QueryField } from "../table/query-table.ts";
import { checkValue, normaliseValue } from "../values/value-rules.ts";
import { invalidFilter, invalidValue, undefinedValue } from "./filter-error.ts";
import type { FilterTarget } from "./filter-target.ts";

type ArrayType = Extract<ColumnType, { readonly kind: "array" }>;

/**
 * An array field as the target of conditions.
 *
 * @param field the field
 * @param type its type
 * @returns the target
 */
export function arrayTarget(field: QueryField, type: ArrayType): FilterTarget {
  const test = (asked: ArrayTest) => arrayField(field.name, asked);
  const elements = (values: readonly unknown[], path: string) =>
    Object.freeze(values.map((value, index) => elementOf(type, value, `${path}.${index}`)));
  const element = JSON_ELEMENTS.has(type.element.kind) ? jsonElement(field, type) : typedElement(field, type);
  const some = ({ of, filter }: ElementFilter): FilterNode =>
    element.json === undefined ? test({ kind: "some", filter }) : element.json.test({ kind: "elements", of, filter });
  return {
    kind: "array",
    field: field.name,
    compare: (operator, value, place) => {
      if (operator !== "eq") {
        const condition = element.compare(operator, value, place);
        return element.json === undefined ? test({ kind: "some", filter: condition }) : condition;
      }
      const { path } = place;
      return Array.isArray(value)
        ? test({ kind: "equals", values: elements(value, path) })
        : test({ kind: "all", values: Object.freeze([elementOf(type, value, path)]) });
    },
    isOneOf: (given, { path }) => {
      const values = Array.from(given);
      const lists = values.filter((value) => Array.isArray(value)).map((list) => elements(list, path));
      const scalars = values.filter((value) => !Array.isArray(value));
      const wholes = lists.map((list) => test({ kind: "equals", values: list }));
      return anyOf([test({ kind: "overlap", values: elements(scalars, path) }), ...wholes]);
    },
    isNull: () => isNull(field.name),
    exists: () => not(isNull(field.name)),
    array: {
      all: (values, path) => test({ kind: "all", values: elements(values, path) }),
      overlap: (values, path) => test({ kind: "overlap", values: elements(values, path) }),
      size: (length) => test({ kind: "size", length }),
      element,
      some,
    },
  };
}

/** Kinds that are the same in an array of JSON as they are themselves. */
const JSON_ELEMENTS: ReadonlySet<string> = new Set(["text", "enum", "uuid", "integer", "real", "boolean", "date"]);

/** An element of another kind: what is asked of a column of its kind. */
function typedElement(field: QueryField, type: ArrayType): FilterTarget {
  return {
    kind: type.element.kind,
    field: field.name,
    compare: (operator, value, { path }) => compare(field.name, operator, elementOf(type, value, path)),
    isOneOf: (values, path) =>
      isOneOf(field.name, Object.freeze(values.map((value, index) => elementOf(type, value, `${path}.${index}`)))),
    // Elements are never null.
    isNull: nothing,
    exists: everything,
  };
}

/** An element as the target of conditions: the array is read as one of JSON. */
function jsonElement(field: QueryField, type: ArrayType): FilterTarget {
  const test = (asked: JsonTest) => jsonPath(field.name, [], asked);
  const scalarOf = (value: unknown, path: string): JsonScalar => {
    const scalar = elementOf(type, value, path);
    if (typeof scalar === "string" || typeof scalar === "number" || typeof scalar === "boolean") return scalar;
    throw invalidValue(path, "is no value of JSON", `pass values of the kind "${type.element.kind}"`);
  };
  return {
    kind: "jsonPath",
    field: field.name,
    compare: (operator, value, { path }) => test({ kind: "compare", operator, value: scalarOf(value, path) }),
    isOneOf: (values, { path }) =>
      test({ kind: "membership", values: values.map((value, index) => scalarOf(value, `${path}.${index}`)) }),
    // Elements are never null.
    isNull: nothing,
    exists: everything,
    json: {
      isDocument: false,
      test,
      element: () => {
        throw invalidFilter(
          `filter.${field.name}`,
          "asks for members of its elements",
          "write operators for the elements",
        );
      },
    },
  };
}

function elementOf({ element }: ArrayType, value: unknown, path: string): unknown {
  if (value === undefined) throw undefinedValue(path);
  const problem = value === null ? "is null, and elements never are" : checkValue(element, value);
  if (problem !== undefined) throw invalidValue(path, problem, `pass values of the kind "${element.kind}"`);
  return normaliseValue(element, value);
}
