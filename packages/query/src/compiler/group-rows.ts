import type { AggregateNode, DocumentField, GroupKeyNode } from "../ast/aggregate-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column, GroupRows } from "../dialects/query-dialect.ts";
import { unreadableValue } from "../dialects/unreadable-value.ts";
import { isList } from "../parser/aggregate-operators.ts";
import { outputField } from "../table/output-field.ts";
import { documentColumn, documentText } from "./document-column.ts";
import { ascending, closeRows, type OrderItem, orderText, type SelectChain, withoutPage } from "./select-chain.ts";
import type { StatementScope } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Groups, and what is computed over each. */
export interface Grouping {
  readonly keys: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
  /** Whether no rows make one group, when there are no keys. */
  readonly hasEmptyGroup: boolean;
}

type Columns<Codec extends DialectCodec> = ReadonlyMap<string, Column<Codec>>;

/**
 * Groups the rows of a query. What follows sees the groups, in the order of their keys.
 *
 * @param chain the query so far
 * @param grouping the groups
 * @param scope the table and its dialect
 * @returns the query with a new open SELECT
 */
export function groupRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  grouping: Grouping,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { chain: ready, prepared } = prepareRows(withoutPage(chain, scope), grouping, scope);
  const { columns: source } = ready.open;
  const order = orderText([...ready.open.order, ...ready.open.ties], scope);
  const expressions = [
    ...grouping.keys.map((node) => keyExpression(node, source, scope)),
    ...grouping.aggregates.map((node) => outputText(node, source, { order, prepared: prepared.get(node.name) }, scope)),
  ];
  const columns = groupColumns(grouping, source, scope);
  const ties = grouping.keys.flatMap(({ name }) => {
    const column = columns.get(name);
    return column === undefined ? [] : [ascending(column)];
  });
  const exports = expressions.map((sql, index) => `${sql} AS ${outputName(index)}`);
  const select = { select: ready.open, exports, join: "", orderBy: "", groupBy: groupText(grouping) };
  return { closed: [...ready.closed, select], open: { columns, conditions: [], order: [], ties } };
}

function outputText<Codec extends DialectCodec>(
  node: AggregateNode,
  source: Columns<Codec>,
  rows: GroupRows,
  scope: StatementScope<Codec>,
): string {
  const { documents, aggregates } = scope.dialect;
  if (node.document !== undefined) {
    return documents.collect(documentText(documentParts(node.document, source, scope), scope), rows.order);
  }
  if (node.field === undefined) return "count(*)";
  const column = sourceColumn(source, node.field, scope);
  const isDocument = column.parts !== undefined || column.field.type.kind === "json";
  if (node.function === "push" && isDocument) return documents.collect(column.sql, rows.order);
  return aggregates.compute(node.function, column, rows);
}

function documentParts<Codec extends DialectCodec>(
  document: readonly DocumentField[],
  source: Columns<Codec>,
  scope: StatementScope<Codec>,
): Columns<Codec> {
  return new Map(document.map(({ name, field }) => [name, sourceColumn(source, field, scope)]));
}

function groupText({ keys, hasEmptyGroup }: Grouping): string {
  if (keys.length > 0) return ` GROUP BY ${keys.map((_, index) => index + 1).join(", ")}`;
  return hasEmptyGroup ? "" : " HAVING count(*) > 0";
}

/** Some functions need to know something of each row first, which takes a SELECT of its own. */
function prepareRows<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  { keys, aggregates }: Grouping,
  scope: StatementScope<Codec>,
): { readonly chain: SelectChain<Codec>; readonly prepared: ReadonlyMap<string, string> } {
  const { columns, order, ties } = chain.open;
  const items = [...order, ...ties];
  const window = {
    partition: keys.map((node) => keyExpression(node, columns, scope)).join(", "),
    order: orderText(items, scope),
    reversed: orderText(items.map(reversed), scope),
  };
  const prepared = new Map<string, string>();
  const more: string[] = [];
  for (const { name, field, function: what } of aggregates) {
    if (field === undefined) continue;
    const sql = scope.dialect.aggregates.prepare(what, sourceColumn(columns, field, scope), window);
    if (sql === undefined) continue;
    if (!more.includes(sql)) more.push(sql);
    prepared.set(name, quoteIdentifier(`w${more.indexOf(sql) + 1}`));
  }
  return { chain: more.length === 0 ? chain : closeRows(chain, scope, more), prepared };
}

function reversed<Codec extends DialectCodec>({ column, direction, nulls }: OrderItem<Codec>): OrderItem<Codec> {
  return {
    column,
    direction: direction === "asc" ? "desc" : "asc",
    nulls: nulls === "first" ? "last" : "first",
  };
}

function keyExpression<Codec extends DialectCodec>(
  { field, bucket }: GroupKeyNode,
  columns: Columns<Codec>,
  scope: StatementScope<Codec>,
): string {
  const column = sourceColumn(columns, field, scope);
  return bucket === undefined ? column.sql : scope.dialect.aggregates.bucket(bucket, column);
}

function sourceColumn<Codec extends DialectCodec>(
  columns: Columns<Codec>,
  name: string,
  scope: StatementScope<Codec>,
): Column<Codec> {
  return columnOf({ columns, table: scope.view.table }, name);
}

function outputName(index: number): string {
  return quoteIdentifier(`o${index + 1}`);
}

/** The outputs as columns of their own. */
function groupColumns<Codec extends DialectCodec>(
  { keys, aggregates }: Grouping,
  source: Columns<Codec>,
  scope: StatementScope<Codec>,
): Columns<Codec> {
  const { label } = scope.view.table;
  const fields = new Map(Array.from(source, ([name, { field }]) => [name, field]));
  const columns = new Map<string, Column<Codec>>();
  for (const [index, node] of [...keys, ...aggregates].entries()) {
    const from = node.field === undefined ? undefined : source.get(node.field);
    const parts = node.kind === "groupKey" ? undefined : partsOf(node, from, source, scope);
    if (parts !== undefined) {
      const isList = node.kind === "aggregate" && (node.function === "push" || from?.isDocumentList === true);
      columns.set(node.name, documentColumn({ name: node.name, sql: outputName(index), parts, isList }, scope));
      continue;
    }
    const field = outputField(node, { fields, label });
    const codec = scope.dialect.codec(field.type, `${label}: ${field.name}`);
    const decode = node.kind === "groupKey" ? undefined : outputDecode(node, from, codec, scope);
    const full = decode === undefined ? codec : { ...codec, decode };
    const collected = isList(node) ? { isCollected: true } : {};
    columns.set(node.name, { field, token: `${index},`, sql: outputName(index), codec: full, ...collected });
  }
  return columns;
}

/** What the documents of an output hold; undefined for one without documents. */
function partsOf<Codec extends DialectCodec>(
  node: AggregateNode,
  from: Column<Codec> | undefined,
  source: Columns<Codec>,
  scope: StatementScope<Codec>,
): Columns<Codec> | undefined {
  if (node.document !== undefined) return documentParts(node.document, source, scope);
  return node.function === "count" ? undefined : from?.parts;
}

function outputDecode<Codec extends DialectCodec>(
  node: AggregateNode,
  source: Column<Codec> | undefined,
  codec: Codec,
  { dialect, view }: StatementScope<Codec>,
): ((raw: unknown) => unknown) | undefined {
  if (source === undefined) return undefined;
  if (isList(node)) return source.field.type.kind === "json" ? undefined : dialect.aggregates.readList(source);
  if (node.function !== "sum" || source.field.type.kind !== "integer") return undefined;
  return (raw) => safeInteger(codec.decode(raw), `${view.table.label}: ${node.name}`);
}

/** A sum of whole numbers is a whole number or an error, never one that has lost its last digits. */
function safeInteger(value: unknown, place: string): unknown {
  if (!Number.isSafeInteger(value)) throw unreadableValue(place, "integer");
  return value;
}
