import { namesWholeKey } from "../ast/names-whole-key.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import type { CountStatement, SelectStatement } from "../statement/statement.ts";
import { printGroupedSelect, scanGroupLimit } from "./grouped-select.ts";
import { printOrderAndPage, scanOrderAndPage } from "./order-and-page.ts";
import { printWhere } from "./print-filter.ts";
import { printRangedSelect, rangedSelect, scanRangedSelect } from "./ranged-select.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import {
  columnOutputs,
  invalidStatement,
  type PrintedStatement,
  type StatementScope,
  scanFields,
  startPrinting,
} from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Collects the shape and the parameters of a select. */
export function scanSelect<Codec extends DialectCodec>(
  statement: SelectStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  if (statement.fields?.length === 0) throw noFields(scope.view.table.label);
  if (statement.fields !== undefined) {
    scan.shape += ":";
    scanFields(statement.fields, scope.view, scan);
  }
  const ranged = rangedSelect(statement, scope);
  if (ranged === undefined) {
    scanFilter(statement.where, scope, scan);
    scanOrderAndPage(statement, scope, scan);
  } else scanRangedSelect(ranged, scope, scan);
  const { perGroup } = statement;
  if (perGroup !== undefined) scanGroupLimit({ ...statement, perGroup }, scope.view, scan);
  if (statement.position === undefined) return;
  scan.shape += "p";
  scanFields(statement.position, scope.view, scan);
}

/**
 * Prints a select. Rows that the order leaves equal are told apart by the primary key, so that pages fit together and
 * every database gives the same order; a select without order and page is left to the database.
 */
export function printSelect<Codec extends DialectCodec>(
  statement: SelectStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const { view } = scope;
  const columns = statement.fields?.map((field) => columnOf(view, field)) ?? view.list;
  const { perGroup } = statement;
  if (perGroup !== undefined) return printGroupedSelect({ ...statement, perGroup }, columns, scope);
  const keys = statement.position?.map((field) => columnOf(view, field));
  const read = [...new Set([...columns, ...(keys ?? [])])];
  const list = read.map(({ codec, sql }) => codec.read(sql)).join(", ");
  return {
    text: printSelectText(statement, list, scope),
    outputs: columnOutputs(columns),
    givesOneRow: namesWholeKey(statement.where, view.table.primaryKey),
    ...(keys === undefined
      ? {}
      : { position: keys.map((column) => ({ index: read.indexOf(column), exact: column.codec.exact })) }),
  };
}

function printSelectText<Codec extends DialectCodec>(
  statement: SelectStatement,
  list: string,
  scope: StatementScope<Codec>,
): string {
  const { view } = scope;
  const ranged = rangedSelect(statement, scope);
  if (ranged !== undefined) return printRangedSelect(ranged, list, scope);
  const printing = startPrinting(scope);
  const isOrdered = statement.orderBy.length > 0 || statement.limit !== undefined || statement.offset !== undefined;
  const where = printWhere(statement.where, printing);
  const order = printOrderAndPage(statement, printing, isOrdered ? view.table.primaryKey : []);
  return `SELECT ${list} FROM ${view.sql}${where}${order}`;
}

/** Collects the shape and the parameters of a count. */
export function scanCount<Codec extends DialectCodec>(
  statement: CountStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  scanFilter(statement.where, scope, scan);
}

/** Prints a count. */
export function printCount<Codec extends DialectCodec>(
  statement: CountStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const where = printWhere(statement.where, startPrinting(scope));
  return { text: `SELECT count(*) FROM ${scope.view.sql}${where}`, outputs: [{ name: "count", decode: Number }] };
}

function noFields(label: string) {
  return invalidStatement(
    `A select over ${label} reads no fields`,
    "not every database has rows without columns",
    "name at least one field, or leave them out for all",
  );
}
