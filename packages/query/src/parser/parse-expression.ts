/**
 * What stands under `$expr`: comparisons of fields with each other or with values, and $and, $or and $not over them.
 * The order is that of MongoDB's expressions: null equals null, and comes before every value. So a comparison with null
 * on one side has an answer here, where under a field it has none.
 */
import { isPlainObject } from "@dataflow/core";
import { allOf } from "../ast/and-node.ts";
import { everything } from "../ast/everything-node.ts";
import { compareFields } from "../ast/field-comparison-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import { not } from "../ast/not-node.ts";
import { nothing } from "../ast/nothing-node.ts";
import { anyOf } from "../ast/or-node.ts";
import { comparePlaces, type PlaceOperand } from "../ast/place-comparison-node.ts";
import { EQUALITY_KINDS, type ExpressionUse, ORDER_KINDS } from "../operators/operator-definition.ts";
import type { QueryField } from "../table/query-table.ts";
import { areComparable } from "./comparable-types.ts";
import { invalidFilter, shown, tooComplex, undefinedValue, unknownOperator } from "./filter-error.ts";
import { fieldTarget } from "./filter-target.ts";
import { checkedJson } from "./json-target.ts";
import { parseJsonKeys } from "./parse-json-path.ts";

type Comparison = "$eq" | "$ne" | "$gt" | "$gte" | "$lt" | "$lte";

/** The comparisons, and what each becomes when its two sides change places. */
const TURNED: Readonly<Record<Comparison, Comparison>> = {
  $eq: "$eq",
  $ne: "$ne",
  $gt: "$lt",
  $gte: "$lte",
  $lt: "$gt",
  $lte: "$gte",
};
const JOINTS: ReadonlyMap<string, (nodes: readonly FilterNode[]) => FilterNode> = new Map([
  ["$and", allOf],
  ["$or", anyOf],
]);
const NAMES: readonly string[] = [...Object.keys(TURNED), ...JOINTS.keys(), "$not"];

/**
 * Parses an expression that is true or false for a row.
 *
 * @param input the expression
 * @param use where it stands
 * @returns the node
 * @throws QUERY.INVALID_FILTER, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.TOO_COMPLEX
 */
export function parseExpression(input: unknown, use: ExpressionUse): FilterNode {
  use.count(use.path, use.depth);
  if (input === undefined) throw undefinedValue(use.path);
  const [name, ...others] = isPlainObject(input) ? Object.keys(input) : [];
  if (!isPlainObject(input) || name === undefined || others.length > 0) {
    throw invalidFilter(use.path, "must be an object of one operator", 'write { $gt: ["$field", "$otherField"] }');
  }
  const inner: ExpressionUse = { ...use, path: `${use.path}.${shown(name)}`, depth: use.depth + 1 };
  const operand = input[name];
  if (name === "$not") return not(parseExpression(Array.isArray(operand) ? only(operand, inner) : operand, inner));
  const join = JOINTS.get(name);
  if (join !== undefined) return join(parseList(operand, inner));
  if (!isComparison(name)) throw unknownOperator(name, inner.path, NAMES);
  return parseComparison(name, operand, inner);
}

function isComparison(name: string): name is Comparison {
  return Object.hasOwn(TURNED, name);
}

function only(list: readonly unknown[], { path }: ExpressionUse): unknown {
  if (list.length === 1) return list[0];
  throw invalidFilter(path, "must hold one expression", "write { $not: [{ … }] }");
}

function parseList(operand: unknown, use: ExpressionUse): readonly FilterNode[] {
  if (!Array.isArray(operand) || operand.length === 0) {
    throw invalidFilter(use.path, "must be a list of at least one expression", "write [{ … }, { … }]");
  }
  const list: readonly unknown[] = operand;
  return Array.from(list, (one, index) => parseExpression(one, { ...use, path: `${use.path}.${index}` }));
}

/** One side of a comparison: a field, one of JSON with the place in it, or a value. */
type Side =
  | { readonly field: QueryField; readonly path?: never }
  | { readonly field: QueryField; readonly path: readonly string[] }
  | { readonly value: unknown };

function parseComparison(name: Comparison, operand: unknown, use: ExpressionUse): FilterNode {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw invalidFilter(use.path, "must be a list of two", `write { ${name}: ["$field", "$otherField"] }`);
  }
  const [left, right] = [parseSide(operand[0], `${use.path}.0`, use), parseSide(operand[1], `${use.path}.1`, use)];
  if (isPlace(left) || isPlace(right)) return withPlace(name, [left, right], use);
  if ("field" in left) {
    checkKind(name, left.field, use);
    if (!("field" in right)) return withValue(name, left.field, right.value, `${use.path}.1`);
    checkKind(name, right.field, use);
    return withField(name, left.field, right.field, use.path);
  }
  if (!("field" in right)) {
    throw invalidFilter(use.path, "compares two values", 'write a field as "$field" on one side at least');
  }
  checkKind(name, right.field, use);
  return withValue(TURNED[name], right.field, left.value, `${use.path}.0`);
}

function parseSide(input: unknown, path: string, use: ExpressionUse): Side {
  if (input === undefined) throw undefinedValue(path);
  if (typeof input === "string" && input.startsWith("$")) return fieldSide(input.slice(1), path, use);
  if (!isPlainObject(input)) return { value: input };
  const [name, ...others] = Object.keys(input);
  if (name === "$literal" && others.length === 0) return { value: input.$literal };
  throw invalidFilter(path, "must be a field or a value", 'write "$field", a value, or { $literal: "$text" }');
}

function fieldSide(name: string, path: string, use: ExpressionUse): Side {
  const field = use.fieldOf(name, path);
  if (field.type.kind !== "json") return { field };
  const keys = name === field.name ? [] : parseJsonKeys(name.slice(field.name.length + 1), path);
  if (keys.length <= MAX_KEYS) return { field, path: keys };
  throw tooComplex(path, `has more than ${MAX_KEYS} keys`, "compare a place nearer to the root");
}

/** The text doubles with every key, as each may be in an object or in the objects of an array. */
const MAX_KEYS = 4;

function isPlace(side: Side): side is Extract<Side, { readonly path: readonly string[] }> {
  return "field" in side && side.path !== undefined;
}

/** Kinds whose values JSON has too. */
const JSON_KINDS: ReadonlySet<string> = new Set(["text", "enum", "integer", "bigint", "real", "boolean"]);

function withPlace(name: Comparison, sides: readonly [Side, Side], use: ExpressionUse): FilterNode {
  const operandOf = (side: Side, at: string): PlaceOperand => {
    if (!("field" in side)) return { kind: "value", value: side.value === null ? null : checkedJson(side.value, at) };
    const { field } = side;
    const key = [field.name, ...(side.path ?? [])].join(".");
    if (!use.permits(name, key)) throw unknownOperator(name, use.path, []);
    if (isPlace(side)) return { kind: "place", field: field.name, path: side.path };
    if (JSON_KINDS.has(field.type.kind)) return { kind: "column", field: field.name };
    throw invalidFilter(
      at,
      `compares a place in a document with "${field.name}", which is of the kind "${field.type.kind}"`,
      "compare places with texts, numbers and booleans, which JSON has",
    );
  };
  const [left, right] = [operandOf(sides[0], `${use.path}.0`), operandOf(sides[1], `${use.path}.1`)];
  return comparisonOf(name, (isTurned, operator) =>
    isTurned ? comparePlaces(right, operator, left) : comparePlaces(left, operator, right),
  );
}

/** All comparisons are those of "equal" and "greater", with the sides as they are or turned. */
function comparisonOf(name: Comparison, make: (isTurned: boolean, operator: "eq" | "gt") => FilterNode): FilterNode {
  switch (name) {
    case "$eq":
      return make(false, "eq");
    case "$ne":
      return not(make(false, "eq"));
    case "$gt":
      return make(false, "gt");
    case "$gte":
      return not(make(true, "gt"));
    case "$lt":
      return make(true, "gt");
    case "$lte":
      return not(make(false, "gt"));
  }
}

function checkKind(name: Comparison, field: QueryField, use: ExpressionUse): void {
  const isEquality = name === "$eq" || name === "$ne";
  if (!use.permits(name, field.name)) throw unknownOperator(name, use.path, []);
  if ((isEquality ? EQUALITY_KINDS : ORDER_KINDS).has(field.type.kind)) return;
  throw invalidFilter(
    use.path,
    `compares "${field.name}", which is of the kind "${field.type.kind}"`,
    "compare fields of numbers, texts or times",
  );
}

function withField(name: Comparison, left: QueryField, right: QueryField, path: string): FilterNode {
  if (!areComparable(left.type, right.type)) {
    throw invalidFilter(
      path,
      `compares "${left.name}" with "${right.name}", and their kinds have no order in common`,
      "compare fields of one kind; decimals with the same precision and scale",
    );
  }
  const [a, b] = [left.name, right.name];
  return comparisonOf(name, (isTurned, operator) =>
    isTurned ? compareFields(b, operator, a) : compareFields(a, operator, b),
  );
}

function withValue(name: Comparison, field: QueryField, value: unknown, path: string): FilterNode {
  const target = fieldTarget(field);
  if (value === null) return withNull(name, target.isNull());
  switch (name) {
    case "$eq":
      return target.compare("eq", value, { path });
    case "$ne":
      return not(target.compare("eq", value, { path }));
    case "$gt":
      return target.compare("gt", value, { path });
    case "$gte":
      return target.compare("gte", value, { path });
    case "$lt":
      return anyOf([target.compare("lt", value, { path }), target.isNull()]);
    case "$lte":
      return anyOf([target.compare("lte", value, { path }), target.isNull()]);
  }
}

/** Nothing is below null, and only null is not above it. */
function withNull(name: Comparison, isNull: FilterNode): FilterNode {
  switch (name) {
    case "$eq":
    case "$lte":
      return isNull;
    case "$ne":
    case "$gt":
      return not(isNull);
    case "$gte":
      return everything();
    case "$lt":
      return nothing();
  }
}
