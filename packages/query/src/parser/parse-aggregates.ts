import { describeKind, isPlainObject, suggestion } from "@dataflow/core";
import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import { everything } from "../ast/everything-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import { outputField } from "../table/output-field.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import {
  AGGREGATE_OPERATORS,
  aggregateNode,
  BUCKETS,
  checkKind,
  GROUPABLE,
  isList,
  MAX_OUTPUTS,
  MOMENTS,
  outputNameProblem,
} from "./aggregate-operators.ts";
import { checkComparable } from "./check-comparable.ts";
import { shown, undefinedValue, unknownField, unknownOperator } from "./filter-error.ts";
import { parseFilterAs } from "./parse-filter.ts";
import { parseSort } from "./parse-sort.ts";

/** An aggregation, parsed: the parts of an `AggregateStatement` that come from the user. */
export interface ParsedAggregates {
  readonly groupBy: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
  /** The order of the rows before they are grouped; absent when none was given. */
  readonly sort?: readonly SortNode[];
  readonly having: FilterNode;
  readonly orderBy: readonly SortNode[];
}

const OPTIONS: readonly string[] = ["groupBy", "aggregates", "sort", "having", "orderBy"];
/**
 * Parses an aggregation.
 *
 * @param input `{ groupBy?, aggregates, sort?, having?, orderBy? }`; comes from anywhere
 * @param table the table it is computed over
 * @returns its parts as frozen nodes; `having` and `orderBy` name outputs
 * @throws QUERY.INVALID_AGGREGATE, QUERY.UNKNOWN_OPTION, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, and what {@link parseFilter} and {@link parseSort} throw
 * @example
 * ```ts
 * import { parseAggregates, type QueryTable } from "@dataflow/query";
 *
 * function revenueByMonth(orders: QueryTable) {
 *   return parseAggregates(
 *     {
 *       groupBy: [{ month: { $month: "createdAt" } }],
 *       aggregates: { revenue: { $sum: "total" }, orders: { $count: true } },
 *       having: { orders: { $gte: 10 } },
 *       orderBy: ["-revenue"],
 *     },
 *     orders,
 *   );
 * }
 * ```
 */
export function parseAggregates(input: unknown, table: QueryTable): ParsedAggregates {
  if (!isPlainObject(input)) throw invalidAggregate("aggregate", `must be an object, and is ${describeKind(input)}`);
  for (const option of Object.keys(input)) {
    if (!OPTIONS.includes(option)) throw unknownOption(option);
  }
  const groupBy = Object.freeze(parseGroupBy(input.groupBy ?? [], table));
  const sort = parseSort(input.sort ?? [], table);
  const aggregates = Object.freeze(parseOutputs(input.aggregates ?? {}, table, sort.length > 0));
  const outputs = outputTable([...groupBy, ...aggregates], table);
  const lists = new Set(aggregates.filter(isList).map(({ name }) => name));
  const having = input.having === undefined ? everything() : parseFilterAs("having", input.having, outputs);
  checkComparable(having, lists, "having");
  const orderBy = parseSort(input.orderBy ?? [], outputs);
  return Object.freeze({ groupBy, aggregates, ...(sort.length === 0 ? {} : { sort }), having, orderBy });
}

function outputTable(nodes: readonly (GroupKeyNode | AggregateNode)[], table: QueryTable): QueryTable {
  const fields = new Map<string, QueryField>();
  if (nodes.length === 0) throw invalidAggregate("aggregate", "computes nothing");
  if (nodes.length > MAX_OUTPUTS) throw invalidAggregate("aggregate", `has more than ${MAX_OUTPUTS} outputs`);
  for (const node of nodes) {
    if (fields.has(node.name))
      throw invalidAggregate(`aggregates.${shown(node.name)}`, "has the name of another output");
    fields.set(node.name, outputField(node, table));
  }
  return Object.freeze({ label: `the result over ${table.label}`, name: table.name, fields, primaryKey: [] });
}

function parseGroupBy(input: unknown, table: QueryTable): GroupKeyNode[] {
  if (!Array.isArray(input)) throw invalidAggregate("groupBy", `must be a list, and is ${describeKind(input)}`);
  const items: readonly unknown[] = input;
  return items.flatMap((item, index) => parseGroupKey(item, `groupBy.${index}`, table));
}

function parseGroupKey(item: unknown, path: string, table: QueryTable): GroupKeyNode[] {
  if (typeof item === "string") {
    const field = fieldOf(item, path, table);
    checkKind(field, GROUPABLE, "grouping", path);
    return [Object.freeze({ kind: "groupKey", name: item, field: item })];
  }
  if (!isPlainObject(item))
    throw invalidAggregate(path, `must be a field's name or { name: { $month: field } }, and is ${describeKind(item)}`);
  return Object.keys(item).map((name) => {
    const place = `${path}.${shown(name)}`;
    checkName(name, place);
    const { operator, operand, operatorPath } = onlyOperator(item[name], place);
    const bucket = BUCKETS.get(operator);
    if (bucket === undefined) throw unknownOperator(operator, operatorPath, [...BUCKETS.keys()]);
    const field = fieldOf(operand, operatorPath, table);
    checkKind(field, MOMENTS, operator, operatorPath);
    return Object.freeze({ kind: "groupKey", name, field: field.name, bucket });
  });
}

function parseOutputs(input: unknown, table: QueryTable, isSorted: boolean): AggregateNode[] {
  if (!isPlainObject(input)) throw invalidAggregate("aggregates", `must be an object, and is ${describeKind(input)}`);
  return Object.keys(input).map((name) => {
    const path = `aggregates.${shown(name)}`;
    checkName(name, path);
    const { operator, operand, operatorPath } = onlyOperator(input[name], path);
    const found = AGGREGATE_OPERATORS.get(operator);
    if (found === undefined) throw unknownOperator(operator, operatorPath, [...AGGREGATE_OPERATORS.keys()]);
    if (found.function === "count" && operand === true)
      return Object.freeze({ kind: "aggregate", name, function: "count" });
    const field = fieldOf(operand, operatorPath, table);
    return aggregateNode(name, { name: operator, operator: found }, field, { path: operatorPath, isSorted });
  });
}

function onlyOperator(input: unknown, path: string) {
  if (input === undefined) throw undefinedValue(path);
  if (!isPlainObject(input))
    throw invalidAggregate(path, `must be an object such as { $sum: field }, and is ${describeKind(input)}`);
  const [operator, ...others] = Object.keys(input);
  if (operator === undefined || others.length > 0) throw invalidAggregate(path, "must have exactly one operator");
  return { operator, operand: input[operator], operatorPath: `${path}.${shown(operator)}` };
}

function fieldOf(name: unknown, path: string, table: QueryTable): QueryField {
  if (name === undefined) throw undefinedValue(path);
  if (typeof name !== "string") throw invalidAggregate(path, `must be a field's name, and is ${describeKind(name)}`);
  const field = table.fields.get(name);
  if (field === undefined) throw unknownField(name, path, table);
  return field;
}

function checkName(name: string, path: string): void {
  const problem = outputNameProblem(name);
  if (problem !== undefined) throw invalidAggregate(path, `is not a name that an output can have: ${problem}`);
}

function invalidAggregate(path: string, problem: string) {
  return queryErrors.create("INVALID_AGGREGATE", {
    message: `${path} ${problem}`,
    why: "an aggregation names its outputs, each with one operator over one field",
    fix: 'write { groupBy: ["status"], aggregates: { revenue: { $sum: "total" }, orders: { $count: true } } }',
    meta: { path },
  });
}

function unknownOption(option: string) {
  return queryErrors.create("UNKNOWN_OPTION", {
    message: `aggregate has no option "${shown(option)}"`,
    why: "an option that is not known would be ignored silently",
    fix: suggestion(option, OPTIONS),
    meta: { option: shown(option) },
  });
}
