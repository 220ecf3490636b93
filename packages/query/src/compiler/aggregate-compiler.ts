import type { ColumnType } from "@dataflow/core";
import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column } from "../dialects/query-dialect.ts";
import { unreadableValue } from "../dialects/unreadable-value.ts";
import type { AggregateStatement } from "../statement/statement.ts";
import { outputField } from "../table/output-field.ts";
import { printOrderAndPage, scanOrderAndPage } from "./order-and-page.ts";
import { type Printing, printFilter, printWhere } from "./print-filter.ts";
import type { OutputColumn } from "./row-reader.ts";
import { type FilterScope, type Scan, scanFilter } from "./scan-filter.ts";
import { type PrintedStatement, type StatementScope, startPrinting } from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Collects the shape and the parameters of an aggregation. */
export function scanAggregate<Codec extends DialectCodec>(
  statement: AggregateStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  for (const node of [...statement.groupBy, ...statement.aggregates]) {
    const what = node.kind === "groupKey" ? (node.bucket ?? "key") : node.function;
    const token = node.field === undefined ? "*" : columnOf(scope.view, node.field).token;
    // The reader gives values the names of the outputs, so they belong to the shape; never to the text.
    scan.shape += `${what} ${token}${JSON.stringify(node.name)}`;
  }
  scan.shape += ";";
  scanFilter(statement.where, scope, scan);
  const outputs = outputScope(statement, scope);
  scanFilter(statement.having, outputs, scan);
  scanOrderAndPage(statement, outputs, scan);
}

/**
 * Prints an aggregation as a subquery that computes and a query around it that chooses and orders. So conditions on
 * outputs are conditions on columns, and names that a user gave to outputs never come into the text.
 */
export function printAggregate<Codec extends DialectCodec>(
  statement: AggregateStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const printing = startPrinting(scope);
  const outputs = outputScope(statement, scope);
  const around: Printing<Codec> = { ...printing, view: outputs.view };
  const inner = [...statement.groupBy, ...statement.aggregates].map(
    (node, index) => `${expression(node, scope)} AS ${quoteIdentifier(`o${index + 1}`)}`,
  );
  const groups = statement.groupBy.map((_, index) => index + 1).join(", ");
  const source = `SELECT ${inner.join(", ")} FROM ${scope.view.sql}${printWhere(statement.where, printing)}${groups === "" ? "" : ` GROUP BY ${groups}`}`;
  const columns = [...outputs.view.columns.values()];
  const list = columns.map(({ codec, sql }) => codec.read(sql)).join(", ");
  const having = statement.having.kind === "everything" ? "" : ` WHERE ${printFilter(statement.having, around)}`;
  const order = printOrderAndPage(
    statement,
    around,
    statement.groupBy.map(({ name }) => name),
  );
  return {
    text: `SELECT ${list} FROM (${source}) AS "g"${having}${order}`,
    outputs: columns.map((column, index) =>
      outputColumn(column, statement.aggregates[index - statement.groupBy.length], scope),
    ),
  };
}

function expression<Codec extends DialectCodec>(
  node: GroupKeyNode | AggregateNode,
  scope: StatementScope<Codec>,
): string {
  if (node.field === undefined) return "count(*)";
  const column = columnOf(scope.view, node.field);
  const { aggregates } = scope.dialect;
  if (node.kind === "aggregate") return aggregates.compute(node.function, column);
  return node.bucket === undefined ? column.sql : aggregates.bucket(node.bucket, column);
}

/** The outputs as a table of their own. */
function outputScope<Codec extends DialectCodec>(
  statement: AggregateStatement,
  scope: StatementScope<Codec>,
): FilterScope<Codec> {
  const columns = new Map<string, Column<Codec>>();
  const nodes = [...statement.groupBy, ...statement.aggregates];
  for (const [index, node] of nodes.entries()) {
    const field = outputField(node, scope.view.table);
    const codec = scope.dialect.codec(field.type, `${scope.view.table.label}: ${field.name}`);
    columns.set(node.name, { field, token: `${index},`, sql: quoteIdentifier(field.column + (index + 1)), codec });
  }
  return { dialect: scope.dialect, view: { table: scope.view.table, columns }, viewOf: scope.viewOf };
}

function outputColumn<Codec extends DialectCodec>(
  { field, codec }: Column<Codec>,
  node: AggregateNode | undefined,
  scope: StatementScope<Codec>,
): OutputColumn {
  const source: ColumnType | undefined =
    node?.field === undefined ? undefined : columnOf(scope.view, node.field).field.type;
  if (node?.function !== "sum" || source?.kind !== "integer") return { name: field.name, decode: codec.decode };
  const place = `${scope.view.table.label}: ${field.name}`;
  return { name: field.name, decode: (raw) => safeInteger(codec.decode(raw), place) };
}

/** A sum of whole numbers is a whole number or an error, never one that has lost its last digits. */
function safeInteger(value: unknown, place: string): unknown {
  if (!Number.isSafeInteger(value)) throw unreadableValue(place, "integer");
  return value;
}
