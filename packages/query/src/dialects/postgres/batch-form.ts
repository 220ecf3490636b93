import type { SqlParameter } from "../../statement/compiled-statement.ts";
import type { BatchForm, Column, NextPlaceholder, RowBatch } from "../query-dialect.ts";
import { binaryList } from "./codecs/binary-value.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { postgresKeyRanges } from "./key-range.ts";

/** As many rows as one statement gains from. A smaller one reaches the server sooner, which works while the next is written. */
const ROWS_PER_STATEMENT = 2500;

type Rows = RowBatch<PostgresCodec>["rows"];

/**
 * Whether all rows hold one and the same object, as those that are stored at one time do: it travels once. The first
 * column is never looked at, because something must say how many rows there are.
 */
function isOneForAll(rows: Rows, index: number): boolean {
  const first = rows[0]?.[index];
  if (index === 0 || typeof first !== "object" || first === null) return false;
  return rows.every((row) => row[index] === first);
}

/** Arrays of arrays must be rectangular in PostgreSQL, so lists of arrays travel as texts and are cast one by one. */
function printList({ codec }: Column<PostgresCodec>, placeholder: string): string {
  return codec.isArray
    ? `unnest(${placeholder}::text[])::${codec.sqlType}`
    : `unnest(${placeholder}::${codec.sqlType}[])`;
}

/** Lists in a SELECT give row after row; in a FROM the server would first put all of them aside. */
function printColumns({ columns, rows }: RowBatch<PostgresCodec>, place: NextPlaceholder): readonly string[] {
  return columns.map((column, index) =>
    isOneForAll(rows, index) ? `${place()}::${column.codec.sqlType}` : printList(column, place()),
  );
}

/** The type is written beside the placeholder, so that the server takes the list in its own form, too. */
function listOf({ binary, encodeList }: PostgresCodec, values: readonly unknown[]): SqlParameter {
  return binary === undefined ? encodeList(values) : binaryList(values, binary);
}

function parameterOf(codec: PostgresCodec, rows: Rows, index: number): SqlParameter {
  if (rows.length > 1 && !isOneForAll(rows, index))
    return listOf(
      codec,
      rows.map((row) => row[index]),
    );
  const value = rows[0]?.[index];
  return value === null ? null : codec.encode(value);
}

/** One row travels as parameters; many as one list for each column, so that one text serves any number of rows. */
export const postgresBatches: BatchForm<PostgresCodec> = {
  shape: (rowCount) => (rowCount === 1 ? "1" : "n"),
  marks: ({ columns, rows }) =>
    rows.length === 1 ? "" : columns.map((_, index) => (isOneForAll(rows, index) ? `=${index}` : "")).join(""),
  bind: ({ columns, rows }, parameters) => {
    for (const [index, { codec }] of columns.entries()) parameters.push(parameterOf(codec, rows, index));
  },
  printInsert: (batch, place) =>
    batch.rows.length === 1
      ? `VALUES (${batch.columns.map(place).join(", ")})`
      : `SELECT ${printColumns(batch, place).join(", ")}`,
  printSource: (batch, place) => {
    const names = batch.columns.map((_, index) => `c${index + 1}`);
    const columns = names.map((name) => `"u".${name}`);
    if (batch.rows.length === 1) {
      const values = batch.columns.map(({ codec }) => `${place()}::${codec.sqlType}`);
      return { from: `(VALUES (${values.join(", ")})) AS "u"(${names.join(", ")})`, columns };
    }
    const lists = printColumns(batch, place).map((list, index) => `${list} AS ${names[index]}`);
    return { from: `(SELECT ${lists.join(", ")}) AS "u"`, columns };
  },
  keyRanges: postgresKeyRanges,
  maxRows: (columnCount) => (columnCount === 0 ? 1 : ROWS_PER_STATEMENT),
};
