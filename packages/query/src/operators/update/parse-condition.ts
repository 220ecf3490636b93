import { isPlainObject } from "@dataflow/core";
import type { ElementCondition } from "../../ast/document-change.ts";
import { shown, undefinedValue, unknownOperator } from "../../parser/filter-error.ts";
import { parseKeyPath } from "../../parser/parse-update-path.ts";
import { invalidUpdate, jsonOperand, listOperand, wholeOperand } from "./update-operand.ts";

const FIX = "write a value, operators such as { $gt: 5 }, or { key: value }";
const MAX_DEPTH = 8;
const MAX_FILTERS = 50;
const ORDERS = { $gt: "gt", $gte: "gte", $lt: "lt", $lte: "lte" } as const;

/** What one operand gives while it is read: its conditions, and the values that they are about. */
interface Reading {
  readonly values: unknown[];
  readonly path: string;
  readonly depth: number;
}

type ConditionParser = (operand: unknown, reading: Reading) => ElementCondition;

const ELEMENT_OPERATORS: ReadonlyMap<string, ConditionParser> = new Map<string, ConditionParser>([
  ["$eq", equal],
  ["$ne", (operand, reading) => ({ kind: "not", part: equal(operand, reading) })],
  ["$gt", order("$gt")],
  ["$gte", order("$gte")],
  ["$lt", order("$lt")],
  ["$lte", order("$lte")],
  ["$in", oneOf],
  ["$nin", (operand, reading) => ({ kind: "not", part: oneOf(operand, reading) })],
  ["$exists", (operand, reading) => parseExists(operand, reading)],
  ["$not", (operand, reading) => ({ kind: "not", part: parseOperators(operand, reading) })],
  ["$size", (operand, reading) => ({ kind: "size", value: keep(wholeOperand(operand, reading.path), reading) })],
  ["$elemMatch", (operand, reading) => ({ kind: "anyElement", part: parseElementMatch(operand, reading) })],
]);

const JOINTS: ReadonlyMap<string, (parts: readonly ElementCondition[]) => ElementCondition> = new Map<
  string,
  (parts: readonly ElementCondition[]) => ElementCondition
>([
  ["$and", (parts) => ({ kind: "all", parts })],
  ["$or", (parts) => ({ kind: "any", parts })],
  ["$nor", (parts) => ({ kind: "not", part: { kind: "any", parts } })],
]);

/**
 * Reads the operand of `$pull`: a value that elements must equal, operators that they must satisfy, or a filter over the
 * keys of elements that are objects.
 *
 * @param operand the operand
 * @param path where it stands
 * @param values what its values are added to
 * @returns the condition
 * @throws QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE, QUERY.UNKNOWN_OPERATOR, QUERY.UNDEFINED_VALUE
 */
export function parseCondition(operand: unknown, path: string, values: unknown[]): ElementCondition {
  const reading: Reading = { values, path, depth: 1 };
  if (isOperators(operand)) return parseOperators(operand, reading);
  if (isPlainObject(operand)) return parseKeys(operand, reading);
  return { kind: "same", value: keep(jsonOperand(operand, path), reading) };
}

function isOperators(operand: unknown): operand is Readonly<Record<string, unknown>> {
  return (
    isPlainObject(operand) &&
    Object.keys(operand)[0]?.startsWith("$") === true &&
    !JOINTS.has(Object.keys(operand)[0] ?? "")
  );
}

function keep(value: unknown, { values }: Reading): number {
  return values.push(value) - 1;
}

function deeper(reading: Reading, key: string): Reading {
  if (reading.depth >= MAX_DEPTH)
    throw invalidUpdate(reading.path, `is nested more than ${MAX_DEPTH} levels deep`, "write it flatter");
  return { ...reading, path: `${reading.path}.${shown(key)}`, depth: reading.depth + 1 };
}

function parseKeys(filter: Readonly<Record<string, unknown>>, reading: Reading): ElementCondition {
  const parts = Object.entries(filter).map(([key, value]) => {
    const inner = deeper(reading, key);
    if (value === undefined) throw undefinedValue(inner.path);
    const join = JOINTS.get(key);
    if (join !== undefined) return join(listOfFilters(value, inner));
    if (key.startsWith("$")) throw unknownOperator(key, inner.path, [...JOINTS.keys()]);
    const keys = parseKeyPath(key, inner.path).map((part) => keep(part, reading));
    return below(keys, isOperators(value) ? parseOperators(value, inner) : equal(value, inner));
  });
  return { kind: "all", parts: [{ kind: "isObject" }, ...parts] };
}

/** A negation is of the whole path: no element of an array on the way may satisfy what is negated. */
function below(keys: readonly number[], condition: ElementCondition): ElementCondition {
  switch (condition.kind) {
    case "not":
      return { kind: "not", part: below(keys, condition.part) };
    case "all":
    case "any":
      return { kind: condition.kind, parts: condition.parts.map((part) => below(keys, part)) };
    default:
      return { kind: "at", keys, part: condition };
  }
}

function listOfFilters(value: unknown, reading: Reading): readonly ElementCondition[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalidUpdate(reading.path, "must be a list of at least one filter", FIX);
  if (value.length > MAX_FILTERS)
    throw invalidUpdate(reading.path, `has more than ${MAX_FILTERS} filters`, "use $in for lists of values");
  const filters: readonly unknown[] = value;
  return filters.map((filter) => {
    if (!isPlainObject(filter)) throw invalidUpdate(reading.path, "has an element that is no object", FIX);
    return parseKeys(filter, reading);
  });
}

function parseOperators(operand: unknown, reading: Reading): ElementCondition {
  if (!isPlainObject(operand) || Object.keys(operand).length === 0)
    throw invalidUpdate(reading.path, "must be an object of operators", FIX);
  const parts = Object.entries(operand).map(([key, value]) => {
    const inner = deeper(reading, key);
    const parse = ELEMENT_OPERATORS.get(key);
    if (parse === undefined) throw unknownOperator(key, inner.path, [...ELEMENT_OPERATORS.keys()]);
    if (value === undefined) throw undefinedValue(inner.path);
    return parse(value, inner);
  });
  return { kind: "all", parts };
}

function equal(operand: unknown, reading: Reading): ElementCondition {
  if (operand === null) return { kind: "isNull" };
  return { kind: "equal", value: keep(jsonOperand(operand, reading.path), reading) };
}

function order(name: keyof typeof ORDERS): ConditionParser {
  return (operand, reading) => {
    if (operand === null) return name === "$gte" || name === "$lte" ? { kind: "isNull" } : { kind: "any", parts: [] };
    const type = typeof operand;
    if (type !== "number" && type !== "string" && type !== "boolean")
      throw invalidUpdate(reading.path, "compares with something that has no order", "pass a number or a string");
    return { kind: "order", operator: ORDERS[name], value: keep(jsonOperand(operand, reading.path), reading), type };
  };
}

function oneOf(operand: unknown, reading: Reading): ElementCondition {
  const list = listOperand(operand, reading.path);
  const member: ElementCondition = { kind: "oneOf", values: keep(list, reading) };
  return list.includes(null) ? { kind: "any", parts: [member, { kind: "isNull" }] } : member;
}

function parseExists(operand: unknown, reading: Reading): ElementCondition {
  if (typeof operand !== "boolean")
    throw invalidUpdate(reading.path, "must be true or false", "write { $exists: true }");
  return operand ? { kind: "exists" } : { kind: "not", part: { kind: "exists" } };
}

function parseElementMatch(operand: unknown, reading: Reading): ElementCondition {
  if (isOperators(operand)) return parseOperators(operand, reading);
  if (isPlainObject(operand)) return parseKeys(operand, reading);
  throw invalidUpdate(reading.path, "must be an object", FIX);
}
