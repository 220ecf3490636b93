import type { DialectCodec } from "../dialects/column-codec.ts";
import type { KeyRange, RowBatch } from "../dialects/query-dialect.ts";
import type { DeleteStatement, UpdateEachStatement, UpdateStatement } from "../statement/statement.ts";
import { printAssignments, scanAssignments } from "./assignment-list.ts";
import { type Printing, printedColumn, printFilter, printWhere } from "./print-filter.ts";
import { checkRowCount, checkRowLengths } from "./row-chunks.ts";
import { type Scan, scanFilter } from "./scan-filter.ts";
import {
  invalidStatement,
  type PrintedStatement,
  printReturning,
  type StatementScope,
  scanFields,
  startPrinting,
} from "./statement-form.ts";
import { columnOf } from "./table-view.ts";

/** Collects the shape and the parameters of an update. */
export function scanUpdate<Codec extends DialectCodec>(
  statement: UpdateStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  scanAssignments(statement.set, scope, scan);
  scanFilter(statement.where, scope, scan);
  scanFields(statement.returning, scope.view, scan);
}

/** Prints an update. */
export function printUpdate<Codec extends DialectCodec>(
  statement: UpdateStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  if (statement.set.length === 0) throw nothingToChange(scope.view.table.label);
  const printing = startPrinting(scope);
  const changes = printAssignments(statement.set, printing).join(", ");
  const where = printWhere(statement.where, printing);
  const returning = printReturning(statement.returning, printing);
  return { text: `UPDATE ${scope.view.sql} SET ${changes}${where}${returning.text}`, outputs: returning.outputs };
}

/** Collects the shape and the parameters of an update by key. */
export function scanUpdateEach<Codec extends DialectCodec>(
  statement: UpdateEachStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  const { dialect, view } = scope;
  const batch = batchOf(statement, scope);
  checkRowCount(statement.rows.length, batch.columns.length, dialect);
  checkRowLengths(batch);
  scan.shape += `${dialect.batches.shape(statement.rows.length)}${dialect.batches.marks?.(batch) ?? ""} `;
  scanFields(statement.keys, view, scan);
  scanFields(statement.fields, view, scan);
  scanAssignments(statement.set, scope, scan);
  dialect.batches.bind(batch, scan.parameters);
  const range = keyRangeOf(statement, scope);
  if (range !== undefined) {
    scan.shape += "~";
    scan.parameters.push(range.least, range.greatest);
  }
  scanFilter(statement.where, scope, scan);
  scanFields(statement.returning, view, scan);
}

/** Of a key of several fields, the rows between the least and the greatest first one are many more. */
function keyRangeOf<Codec extends DialectCodec>(
  { keys, rows, inAnyOrder }: UpdateEachStatement,
  { dialect }: StatementScope<Codec>,
): KeyRange | undefined {
  return keys.length === 1 && inAnyOrder === true ? dialect.batches.keyRanges?.find(rows) : undefined;
}

function batchOf<Codec extends DialectCodec>(
  statement: UpdateEachStatement,
  { view }: StatementScope<Codec>,
): RowBatch<Codec> {
  const fields = [...statement.keys, ...statement.fields];
  return { columns: fields.map((field) => columnOf(view, field)), rows: statement.rows };
}

/** Prints an update by key: the table is "t", the given rows are "u". */
export function printUpdateEach<Codec extends DialectCodec>(
  statement: UpdateEachStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const { dialect, view } = scope;
  if (statement.keys.length === 0 || statement.fields.length + statement.set.length === 0)
    throw nothingToChange(view.table.label);
  const printing = startPrinting(scope, '"t".');
  const common = printAssignments(statement.set, printing);
  const source = dialect.batches.printSource(batchOf(statement, scope), printing.place);
  const keyCount = statement.keys.length;
  const own = statement.fields.map(
    (field, index) => `${columnOf(view, field).sql} = ${source.columns[keyCount + index]}`,
  );
  const matches = statement.keys.map((key, index) => `${printedColumn(printing, key).sql} = ${source.columns[index]}`);
  const range = printKeyRange(statement, scope, printing);
  const where = statement.where.kind === "everything" ? "" : ` AND (${printFilter(statement.where, printing)})`;
  const returning = printReturning(statement.returning, { ...printing, qualifier: dialect.returningQualifier });
  return {
    text: `UPDATE ${view.sql} AS "t" SET ${[...own, ...common].join(", ")} FROM ${source.from} WHERE ${matches.join(" AND ")}${range}${where}${returning.text}`,
    outputs: returning.outputs,
  };
}

function printKeyRange<Codec extends DialectCodec>(
  statement: UpdateEachStatement,
  scope: StatementScope<Codec>,
  printing: Printing<Codec>,
): string {
  const { keyRanges } = scope.dialect.batches;
  const [key = ""] = statement.keys;
  if (keyRanges === undefined || keyRangeOf(statement, scope) === undefined) return "";
  return ` AND ${keyRanges.print(printedColumn(printing, key), printing.place)}`;
}

/** Collects the shape and the parameters of a delete. */
export function scanDelete<Codec extends DialectCodec>(
  statement: DeleteStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  scanFilter(statement.where, scope, scan);
  if (statement.returning.length > 0) scanFields(statement.returning, scope.view, scan);
}

/** Prints a delete. */
export function printDelete<Codec extends DialectCodec>(
  statement: DeleteStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const printing = startPrinting(scope);
  const where = printWhere(statement.where, printing);
  const returning = printReturning(statement.returning, printing);
  return { text: `DELETE FROM ${scope.view.sql}${where}${returning.text}`, outputs: returning.outputs };
}

function nothingToChange(label: string) {
  return invalidStatement(
    `An update of ${label} changes nothing`,
    "it names no field to change, or no key to find rows by",
    "name the fields, or leave the update out",
  );
}
