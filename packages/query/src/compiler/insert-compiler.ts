import type { DialectCodec } from "../dialects/column-codec.ts";
import type { RowBatch } from "../dialects/query-dialect.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { ConflictClause, InsertStatement } from "../statement/statement.ts";
import { printAssignments, scanAssignments } from "./assignment-list.ts";
import { type Printing, printWhere } from "./print-filter.ts";
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
import { columnOf, columnsOf } from "./table-view.ts";

/** Collects the shape and the parameters of an insert. */
export function scanInsert<Codec extends DialectCodec>(
  statement: InsertStatement,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  const { dialect, view } = scope;
  checkRowCount(statement.rows.length, statement.fields.length, dialect);
  const { columns, part } = columnsOf(view, statement.fields);
  const batch = { columns, rows: statement.rows };
  scan.shape += `${dialect.batches.shape(statement.rows.length)}${dialect.batches.marks?.(batch) ?? ""} `;
  scan.shape = part.after(scan.shape);
  checkRowLengths(batch);
  dialect.batches.bind(batch, scan.parameters);
  if (statement.onConflict !== undefined) scanConflict(statement.onConflict, scope, scan);
  if (statement.returnInserted === true) scan.shape += "?";
  if (statement.countsInserted === true) scan.shape += "#";
  scanFields(statement.returning, view, scan);
}

function batchOf<Codec extends DialectCodec>(
  statement: InsertStatement,
  { view }: StatementScope<Codec>,
): RowBatch<Codec> {
  return { columns: statement.fields.map((field) => columnOf(view, field)), rows: statement.rows };
}

function scanConflict<Codec extends DialectCodec>(
  conflict: ConflictClause,
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  scan.shape += "c";
  scanFields(conflict.fields ?? [], scope.view, scan);
  if (conflict.action === "nothing") return;
  scan.shape += "u";
  scanFields(conflict.action.fromInput, scope.view, scan);
  scanAssignments(conflict.action.assignments, scope, scan);
  if (conflict.action.where !== undefined) scanFilter(conflict.action.where, scope, scan);
}

/** Prints an insert. The table is called "t", so that an upsert can tell the stored row from the new one. */
export function printInsert<Codec extends DialectCodec>(
  statement: InsertStatement,
  scope: StatementScope<Codec>,
): PrintedStatement {
  const printing = startPrinting(scope, '"t".');
  const rows = printRows(statement, scope, printing);
  const conflict = statement.onConflict === undefined ? "" : printConflict(statement.onConflict, printing);
  const returning = printReturning(statement.returning, { ...printing, qualifier: "" });
  const text = `INSERT INTO ${scope.view.sql} AS "t" ${rows}${conflict}`;
  if (statement.returnInserted !== true && statement.countsInserted !== true) {
    return { text: text + returning.text, outputs: returning.outputs };
  }
  const { insertedColumn, readInserted } = scope.dialect;
  if (insertedColumn === undefined) throw cannotTell(scope.view.table.label);
  if (statement.countsInserted === true) {
    return {
      text: `WITH "s" AS (${text} RETURNING ${insertedColumn} AS "n") SELECT count(*), count(*) FILTER (WHERE "n") FROM "s"`,
      outputs: [
        { name: "stored", decode: Number },
        { name: "inserted", decode: Number },
      ],
    };
  }
  return {
    text: `${text}${returning.text === "" ? " RETURNING " : `${returning.text}, `}${insertedColumn}`,
    outputs: [...returning.outputs, { name: "$inserted", decode: readInserted }],
  };
}

function printRows<Codec extends DialectCodec>(
  statement: InsertStatement,
  scope: StatementScope<Codec>,
  printing: Printing<Codec>,
): string {
  if (statement.fields.length === 0) return "DEFAULT VALUES";
  const batch = batchOf(statement, scope);
  return `(${batch.columns.map(({ sql }) => sql).join(", ")}) ${scope.dialect.batches.printInsert(batch, printing.place)}`;
}

function printConflict<Codec extends DialectCodec>(
  { fields, action }: ConflictClause,
  printing: Printing<Codec>,
): string {
  const { label } = printing.view.table;
  const key = fields === undefined ? "" : ` (${fields.map((field) => columnOf(printing.view, field).sql).join(", ")})`;
  if (action === "nothing") return ` ON CONFLICT${key} DO NOTHING`;
  if (key === "") {
    throw invalidStatement(
      `An upsert into ${label} does not say which key decides`,
      "a row can only be changed when it is known which stored row it stands for",
      "name the fields of a unique key",
    );
  }
  const input = action.fromInput.map((field) => {
    const { sql } = columnOf(printing.view, field);
    return `${sql} = excluded.${sql}`;
  });
  const changes = [...input, ...printAssignments(action.assignments, printing)];
  if (changes.length === 0) {
    throw invalidStatement(
      `An upsert into ${label} changes nothing`,
      "it names no field to take over",
      'name some, or use the action "nothing"',
    );
  }
  const where = action.where === undefined ? "" : printWhere(action.where, printing);
  return ` ON CONFLICT${key} DO UPDATE SET ${changes.join(", ")}${where}`;
}

function cannotTell(label: string) {
  return queryErrors.create("UNSUPPORTED_FEATURE", {
    message: `An upsert into ${label} cannot say which rows were inserted on this database`,
    why: "its RETURNING does not tell an inserted row from a changed one",
    fix: "ask queryCapabilities(dialect).reportsInserted first, or look which keys exist before the upsert",
    meta: { table: label },
  });
}
