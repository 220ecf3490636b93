import { totalOrder } from "../ast/total-order.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column } from "../dialects/query-dialect.ts";
import type { GroupLimit, SelectStatement } from "../statement/statement.ts";
import { checkedCount, printOrderKeys } from "./order-and-page.ts";
import { printedColumn, printWhere } from "./print-filter.ts";
import type { Scan } from "./scan-filter.ts";
import {
  columnOutputs,
  invalidStatement,
  type PrintedStatement,
  type StatementScope,
  startPrinting,
} from "./statement-form.ts";
import { columnOf, type TableView } from "./table-view.ts";

/** Adds what limits the rows of each group to a scan. */
export function scanGroupLimit<Codec extends DialectCodec>(
  statement: SelectStatement & { readonly perGroup: GroupLimit },
  view: TableView<Codec>,
  scan: Scan,
): void {
  const { limit, offset, position, perGroup } = statement;
  if (limit !== undefined || offset !== undefined || position !== undefined) {
    throw invalidStatement(
      `A select over ${view.table.label} limits its groups and itself`,
      "which of the groups' rows would be left out is not said",
      "leave limit, offset and position out, or perGroup",
    );
  }
  scan.shape += `g${columnOf(view, perGroup.field).token}`;
  scan.parameters.push(checkedCount("limit", perGroup.limit));
}

/**
 * Prints a select of the first rows of each group: a subquery numbers them, the query around it takes the low numbers.
 * Rows come in the order of their numbers, which within each group is the order asked for.
 */
export function printGroupedSelect<Codec extends DialectCodec>(
  statement: SelectStatement & { readonly perGroup: GroupLimit },
  columns: readonly Column<Codec>[],
  scope: StatementScope<Codec>,
): PrintedStatement {
  const { view } = scope;
  const printing = startPrinting(scope);
  const number = quoteIdentifier(freeName(view));
  const group = printedColumn(printing, statement.perGroup.field).sql;
  const order = printOrderKeys(totalOrder(statement.orderBy, view.table.primaryKey), printing);
  const where = printWhere(statement.where, printing);
  const inner = columns.map(({ sql }) => sql).join(", ");
  const over = `PARTITION BY ${group}${order === "" ? "" : ` ORDER BY ${order}`}`;
  const source = `SELECT ${inner}, row_number() OVER (${over}) AS ${number} FROM ${view.sql}${where}`;
  const list = columns.map(({ codec, sql }) => codec.read(sql)).join(", ");
  return {
    text: `SELECT ${list} FROM (${source}) AS "g" WHERE ${number} <= ${printing.place()} ORDER BY ${number}`,
    outputs: columnOutputs(columns),
  };
}

/** A name that no column of the table has. */
function freeName<Codec extends DialectCodec>(view: TableView<Codec>): string {
  const taken = new Set(view.list.map(({ field }) => field.column.toLowerCase()));
  let name = "row_number";
  while (taken.has(name)) name += "_";
  return name;
}
