import { describeKind, isPlainObject } from "@dataflow/core";
import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import {
  AGGREGATE_OPERATORS,
  aggregateNode,
  BUCKETS,
  checkKind,
  checkOrder,
  GROUPABLE,
  isList,
  MAX_OUTPUTS,
  MOMENTS,
  outputNameProblem,
} from "../parser/aggregate-operators.ts";
import { shown, undefinedValue, unknownOperator } from "../parser/filter-error.ts";
import { outputField } from "../table/output-field.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { outputDocuments, pushedDocument, takesDocuments } from "./document-outputs.ts";
import { rowsOf } from "./document-rows.ts";
import { parseFieldPath } from "./field-path.ts";
import { invalidStage } from "./pipeline-error.ts";
import type { DocumentRows, StageParser, StageRows } from "./pipeline-stage.ts";

/** Makes groups of the rows; what follows sees one row for each. */
export interface GroupStage {
  readonly kind: "group";
  /** Empty for one group of all rows, if there are any. */
  readonly keys: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
}

const ID = "_id";
/** The key of the one group that has none. */
const NO_KEY: QueryField = Object.freeze({ name: ID, column: ID, type: { kind: "text" } as const, nullable: true });
const EXAMPLE = 'write { $group: { _id: "$status", revenue: { $sum: "$total" }, orders: { $sum: 1 } } }';

/** `{ $group: { _id: "$field" | { name: "$field" } | null, output: { $sum: "$field" } } }` */
export const parseGroupStage: StageParser = (input, rows, path) => {
  if (!isPlainObject(input)) throw invalidStage(path, `must be an object, and is ${describeKind(input)}`, EXAMPLE);
  if (!Object.hasOwn(input, ID)) throw invalidStage(path, "has no _id, which says what makes a group", EXAMPLE);
  const keys = Object.freeze(parseId(input[ID], rows.table, `${path}._id`));
  const names = Object.keys(input).filter((name) => name !== ID);
  if (keys.length + names.length > MAX_OUTPUTS)
    throw invalidStage(path, `has more than ${MAX_OUTPUTS} outputs`, "split it into several pipelines");
  const aggregates = Object.freeze(names.map((name) => parseOutput(name, input[name], rows, path)));
  return { stage: Object.freeze({ kind: "group", keys, aggregates }), rows: groupedRows(keys, aggregates, rows) };
};

/** The groups, and which of their outputs are lists or documents. */
function groupedRows(keys: readonly GroupKeyNode[], aggregates: readonly AggregateNode[], rows: StageRows): StageRows {
  const table = groupTable(keys, aggregates, rows.table);
  const documents = new Map<string, DocumentRows>();
  for (const node of aggregates) {
    const found = outputDocuments(node, rows);
    if (found !== undefined) documents.set(node.name, found);
  }
  const lists = new Set([...aggregates.filter(isList).map(({ name }) => name), ...documents.keys()]);
  return { ...rows, ...rowsOf(table), lists, documents, sources: rows.sources };
}

function parseId(input: unknown, table: QueryTable, path: string): GroupKeyNode[] {
  if (input === undefined) throw undefinedValue(path);
  if (input === null) return [];
  if (typeof input === "string") return [parseKey(ID, input, table, path)];
  if (!isPlainObject(input) || Object.keys(input).length === 0)
    throw invalidStage(path, 'is neither null, nor "$field", nor an object of them', EXAMPLE);
  const names = Object.keys(input);
  if (names.length === 1 && names[0]?.startsWith("$") === true) return [parseKey(ID, input, table, path)];
  return names.map((name) => {
    checkName(name, `${path}.${shown(name)}`);
    return parseKey(`${ID}.${name}`, input[name], table, `${path}.${shown(name)}`);
  });
}

function parseKey(name: string, input: unknown, table: QueryTable, path: string): GroupKeyNode {
  if (!isPlainObject(input)) {
    const field = parseFieldPath(input, table, path);
    checkKind(field, GROUPABLE, "grouping", path);
    return Object.freeze({ kind: "groupKey", name, field: field.name });
  }
  const [operator, operatorPath] = onlyKey(input, path);
  const bucket = BUCKETS.get(operator);
  if (bucket === undefined) throw unknownOperator(operator, operatorPath, [...BUCKETS.keys()]);
  const field = parseFieldPath(input[operator], table, operatorPath);
  checkKind(field, MOMENTS, operator, operatorPath);
  return Object.freeze({ kind: "groupKey", name, field: field.name, bucket });
}

function parseOutput(name: string, input: unknown, rows: StageRows, place: string): AggregateNode {
  const path = `${place}.${shown(name)}`;
  checkName(name, path);
  if (input === undefined) throw undefinedValue(path);
  if (!isPlainObject(input)) throw invalidStage(path, `must be an object, and is ${describeKind(input)}`, EXAMPLE);
  const [operator, operatorPath] = onlyKey(input, path);
  const found = AGGREGATE_OPERATORS.get(operator);
  if (found === undefined) throw unknownOperator(operator, operatorPath, [...AGGREGATE_OPERATORS.keys()]);
  const operand = input[operator];
  if (countsRows(operator, operand)) return Object.freeze({ kind: "aggregate", name, function: "count" });
  const at = { path: operatorPath, isSorted: rows.isSorted };
  const use = { name: operator, operator: found };
  if (operator === "$push" && isPlainObject(operand)) return pushedDocument(name, operand, rows, operatorPath);
  const field = parseFieldPath(operand, rows.table, operatorPath);
  const documents = rows.documents.get(field.name);
  if (documents === undefined || !takesDocuments(operator, documents)) return aggregateNode(name, use, field, at);
  checkOrder(use, at);
  return Object.freeze({ kind: "aggregate", name, function: found.function, field: field.name });
}

/** MongoDB's two ways to say it. */
function countsRows(operator: string, operand: unknown): boolean {
  if (operator === "$sum") return operand === 1;
  return operator === "$count" && isPlainObject(operand) && Object.keys(operand).length === 0;
}

function onlyKey(input: Readonly<Record<string, unknown>>, path: string): readonly [string, string] {
  const [key, ...others] = Object.keys(input);
  if (key === undefined || others.length > 0) throw invalidStage(path, "must have exactly one operator", EXAMPLE);
  return [key, `${path}.${shown(key)}`];
}

function checkName(name: string, path: string): void {
  const problem = outputNameProblem(name);
  if (problem !== undefined)
    throw invalidStage(path, `is not a name that an output can have: ${problem}`, "give it another name");
}

function groupTable(
  keys: readonly GroupKeyNode[],
  aggregates: readonly AggregateNode[],
  source: QueryTable,
): QueryTable {
  const fields = new Map<string, QueryField>();
  if (keys.length === 0) {
    fields.set(ID, NO_KEY);
  }
  for (const node of [...keys, ...aggregates]) fields.set(node.name, outputField(node, source));
  return Object.freeze({ label: `the groups of ${source.label}`, name: source.name, fields, primaryKey: [] });
}
