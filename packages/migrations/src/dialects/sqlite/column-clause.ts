import { type Column, type ColumnDefault, fitIdentifier, type Table } from "@dataflow/core";
import { columnTypeSql } from "@dataflow/database";
import { enumCheckName, quoteIdentifier, quoteText } from "../sql-text.ts";
import { sqliteLiteral } from "./literal.ts";

/** The time of the statement in whole milliseconds; rounded, because the seconds come as a binary fraction. */
const NOW_MILLISECONDS = "(CAST(round(unixepoch('subsec') * 1000) AS INTEGER))";

/**
 * Whether a column counts by itself in the one way there is: as the name of the row's own number.
 *
 * @param table its table
 * @param column the column
 * @returns true for an auto-increment column that is the whole primary key
 */
export function isRowidColumn(table: Table, column: Column): boolean {
  const key = table.primaryKey?.columns;
  return column.default?.kind === "autoIncrement" && key?.length === 1 && key[0] === column.name;
}

/**
 * A column as an element of `CREATE TABLE`.
 *
 * @param table its table
 * @param column the column
 * @returns name, type, default, nullability and the check of an enum
 */
export function columnClause(table: Table, column: Column): string {
  if (isRowidColumn(table, column)) return rowidClause(table, column);
  const parts = [quoteIdentifier(column.name), columnTypeSql("sqlite", column.type)];
  if (column.default !== undefined) parts.push(defaultClause(column, column.default));
  if (!column.nullable) parts.push("NOT NULL");
  if (column.type.kind === "enum") {
    const name = quoteIdentifier(fitIdentifier(enumCheckName(table.name, column.name)));
    const values = column.type.values.map(quoteText).join(", ");
    parts.push(`CONSTRAINT ${name} CHECK (${quoteIdentifier(column.name)} IN (${values}))`);
  }
  return parts.join(" ");
}

/** Only the exact word INTEGER makes a column the row's number, so a bigint is declared with it, too: both hold 64 bits. */
function rowidClause(table: Table, column: Column): string {
  const name = table.primaryKey?.name;
  const named = name === undefined ? "" : `CONSTRAINT ${quoteIdentifier(name)} `;
  return `${quoteIdentifier(column.name)} INTEGER NOT NULL ${named}PRIMARY KEY AUTOINCREMENT`;
}

function defaultClause(column: Column, fill: ColumnDefault): string {
  switch (fill.kind) {
    case "literal":
      return `DEFAULT ${sqliteLiteral(column.type, fill.value)}`;
    case "now":
      return `DEFAULT ${column.type.kind === "date" ? "CURRENT_DATE" : NOW_MILLISECONDS}`;
    case "expression":
      return `DEFAULT (${fill.sql})`;
    default:
      return "";
  }
}
