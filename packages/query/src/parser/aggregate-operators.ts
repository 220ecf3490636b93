import type { ColumnKind } from "@dataflow/core";
import type { AggregateFunction, AggregateNode, DateBucket } from "../ast/aggregate-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryField } from "../table/query-table.ts";
import { nameProblem } from "../table/query-table-from-schema.ts";

const NUMBERS: readonly ColumnKind[] = ["integer", "bigint", "real", "decimal"];
const EXTREMES: readonly ColumnKind[] = [...NUMBERS, "text", "enum", "timestamp", "date", "time", "uuid"];
/** The kinds whose values can be elements of a list. */
const LISTABLE: readonly ColumnKind[] = [...EXTREMES, "boolean"];
/** The kinds that rows can be grouped by. */
export const GROUPABLE: readonly ColumnKind[] = [...LISTABLE, "bytes"];
const ANY: readonly ColumnKind[] = [...GROUPABLE, "json", "array", "unknown"];
/** The kinds that have parts of a date. */
export const MOMENTS: readonly ColumnKind[] = ["timestamp", "date"];
/** The most outputs of one aggregation. */
export const MAX_OUTPUTS = 64;

/** What an aggregate operator computes, and over what. */
export interface AggregateOperator {
  readonly function: AggregateFunction;
  readonly kinds: readonly ColumnKind[];
  /** Whether it means nothing for rows without an order. */
  readonly needsOrder: boolean;
}

function operator(name: AggregateFunction, kinds: readonly ColumnKind[], needsOrder = false): AggregateOperator {
  return Object.freeze({ function: name, kinds, needsOrder });
}

/** All of them, by name. A closed list. */
export const AGGREGATE_OPERATORS: ReadonlyMap<string, AggregateOperator> = new Map([
  ["$count", operator("count", ANY)],
  ["$countDistinct", operator("countDistinct", GROUPABLE)],
  ["$sum", operator("sum", NUMBERS)],
  ["$avg", operator("avg", NUMBERS)],
  ["$min", operator("min", EXTREMES)],
  ["$max", operator("max", EXTREMES)],
  ["$stdDevPop", operator("stdDevPop", NUMBERS)],
  ["$stdDevSamp", operator("stdDevSamp", NUMBERS)],
  ["$first", operator("first", [...GROUPABLE, "json"], true)],
  ["$last", operator("last", [...GROUPABLE, "json"], true)],
  ["$push", operator("push", [...LISTABLE, "json"])],
  ["$addToSet", operator("addToSet", LISTABLE)],
]);

/** The parts of a date that rows can be grouped by, by name. */
export const BUCKETS: ReadonlyMap<string, DateBucket> = new Map([
  ["$year", "year"],
  ["$month", "month"],
  ["$day", "day"],
]);

/** Whether an output is a list, which has no order and compares with nothing. */
export function isList(node: { readonly kind: string; readonly function?: AggregateFunction }): boolean {
  return node.function === "push" || node.function === "addToSet";
}

/**
 * Makes an output of an operator over a field.
 *
 * @param name the output's name
 * @param found the operator, and the name it was found under
 * @param field the field
 * @param place where it stands, and whether the rows there have an order
 * @returns the frozen node
 * @throws QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_AGGREGATE
 */
export function aggregateNode(
  name: string,
  found: { readonly name: string; readonly operator: AggregateOperator },
  field: QueryField,
  place: { readonly path: string; readonly isSorted: boolean },
): AggregateNode {
  checkKind(field, found.operator.kinds, found.name, place.path);
  checkOrder(found, place);
  return Object.freeze({ kind: "aggregate", name, function: found.operator.function, field: field.name });
}

/**
 * Checks that the rows have an order, where an operator needs one.
 *
 * @param found the operator, and the name it was found under
 * @param place where it stands, and whether the rows there have an order
 * @throws QUERY.INVALID_AGGREGATE
 */
export function checkOrder(
  found: { readonly name: string; readonly operator: AggregateOperator },
  place: { readonly path: string; readonly isSorted: boolean },
): void {
  if (found.operator.needsOrder && !place.isSorted) throw needsOrder(found.name, place.path);
}

/**
 * Checks that an operator fits a field.
 *
 * @param field the field
 * @param kinds what the operator takes
 * @param what the operator, for the message
 * @param path the place
 * @throws QUERY.UNSUPPORTED_OPERATOR when it does not
 */
export function checkKind(field: QueryField, kinds: readonly ColumnKind[], what: string, path: string): void {
  const { kind } = field.type;
  if (kinds.includes(kind)) return;
  throw queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path}: ${what} does not fit the kind "${kind}"`,
    why: "it would mean different things, or nothing, on different databases",
    fix: `use a field of one of the kinds: ${kinds.join(", ")}`,
    meta: { path, kind },
  });
}

/**
 * What keeps a name from being that of an output.
 *
 * @param name the name
 * @returns the reason, or undefined
 */
export function outputNameProblem(name: string): string | undefined {
  return nameProblem(name) ?? (name.isWellFormed() ? undefined : "it is not well-formed Unicode");
}

/**
 * The error for a condition on a list.
 *
 * @param path the place
 * @param name the output that is one
 * @returns the error, to be thrown
 */
export function listIsNotComparable(path: string, name: string) {
  return queryErrors.create("UNSUPPORTED_OPERATOR", {
    message: `${path} names "${name}", which is a list or a document`,
    why: "what was collected or looked up has no order, and compares with nothing",
    fix: "name another output, or a field of the documents after a $unwind",
    meta: { path },
  });
}

function needsOrder(name: string, path: string) {
  return queryErrors.create("INVALID_AGGREGATE", {
    message: `${path}: ${name} needs rows with an order`,
    why: "without one, which row comes first is an accident, and another one on another database",
    fix: 'say the order of the rows: sort: ["createdAt"] beside aggregates, or a $sort stage before the $group',
    meta: { path },
  });
}
