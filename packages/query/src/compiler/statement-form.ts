import type { DialectCodec } from "../dialects/column-codec.ts";
import { quoteIdentifier } from "../dialects/predicate-text.ts";
import type { Column, QueryDialect } from "../dialects/query-dialect.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { SqlParameter, StatementPlan } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";
import { type Printing, printedColumn } from "./print-filter.ts";
import { createPositionReader, createRowReader, type OutputColumn, type PositionColumn } from "./row-reader.ts";
import type { Scan } from "./scan-filter.ts";
import { columnsOf, type TableView } from "./table-view.ts";

/** A table in one dialect: what a statement is compiled against. */
export interface StatementScope<Codec extends DialectCodec> {
  readonly dialect: QueryDialect<Codec>;
  readonly view: TableView<Codec>;
  readonly viewOf: (table: QueryTable) => TableView<Codec>;
  /** How many lookups lead here; none when absent. */
  readonly lookups?: number;
}

/** What the rows that a SELECT reads from another are called. */
export function rowsAlias({ lookups }: Pick<StatementScope<DialectCodec>, "lookups">): string {
  return lookups === undefined ? '"g"' : quoteIdentifier(`g${lookups}`);
}

/** What the table of a lookup is called. */
export function tableAlias({ lookups }: Pick<StatementScope<DialectCodec>, "lookups">): string {
  return quoteIdentifier(`l${lookups ?? 0}`);
}

/** A statement's text and the columns of its result. */
export interface PrintedStatement {
  readonly text: string;
  readonly outputs: readonly OutputColumn[];
  readonly position?: readonly PositionColumn[];
  /** Whether it reads one row at most. */
  readonly givesOneRow?: boolean;
}

/**
 * Starts printing a statement: placeholders count from one.
 *
 * @param scope the table and its dialect
 * @param qualifier what columns are qualified with, or nothing
 * @param parameters where parameters go as their placeholders are printed; none where a scan collected them before
 * @returns the printing
 */
export function startPrinting<Codec extends DialectCodec>(
  scope: StatementScope<Codec>,
  qualifier = "",
  parameters?: SqlParameter[],
): Printing<Codec> {
  const { dialect, view, viewOf } = scope;
  let index = 0;
  return { dialect, view, viewOf, qualifier, parameters, place: () => dialect.placeholder(++index) };
}

/**
 * Adds the fields that a statement gives back to its shape.
 *
 * @param fields the field names
 * @param view the table
 * @param scan what is added to
 */
export function scanFields<Codec extends DialectCodec>(
  fields: readonly string[],
  view: TableView<Codec>,
  scan: Scan,
): void {
  scan.shape = columnsOf(view, fields).part.after(scan.shape);
}

/**
 * The outputs that read whole columns.
 *
 * @param columns the columns
 * @returns one output each
 */
export function columnOutputs<Codec extends DialectCodec>(columns: readonly Column<Codec>[]): readonly OutputColumn[] {
  return columns.map(({ field, codec }) => ({ name: field.name, decode: codec.decode }));
}

/**
 * Prints a RETURNING clause.
 *
 * @param fields the field names; empty for none
 * @param printing the statement, qualified as its RETURNING must be
 * @returns the clause and its outputs
 */
export function printReturning<Codec extends DialectCodec>(
  fields: readonly string[],
  printing: Printing<Codec>,
): PrintedStatement {
  if (fields.length === 0) return { text: "", outputs: [] };
  const columns = fields.map((field) => printedColumn(printing, field));
  return {
    text: ` RETURNING ${columns.map(({ codec, sql }) => codec.read(sql)).join(", ")}`,
    outputs: columnOutputs(columns),
  };
}

/**
 * Makes a plan of a printed statement.
 *
 * @param printed the statement
 * @param statementName the dialect's way to name statements
 * @returns the plan, under a name that only its text decides
 */
export function createPlan(
  { text, outputs, position, givesOneRow }: PrintedStatement,
  statementName: (text: string) => string,
): StatementPlan {
  const readPosition = position === undefined ? {} : { readPosition: createPositionReader(position) };
  const one = givesOneRow === true ? { givesOneRow } : {};
  return Object.freeze({ text, name: statementName(text), readRow: createRowReader(outputs), ...readPosition, ...one });
}

/**
 * The error for a statement whose parts do not go together.
 *
 * @param message what is wrong, naming the table
 * @param why the reason
 * @param fix what to do
 * @returns the error, to be thrown
 */
export function invalidStatement(message: string, why: string, fix: string) {
  return queryErrors.create("INVALID_STATEMENT", { message, why, fix });
}
