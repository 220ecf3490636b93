import type { SqlParameter } from "../../statement/compiled-statement.ts";
import type { BatchForm, Column, NextPlaceholder, RowBatch } from "../query-dialect.ts";
import { binaryList } from "./codecs/binary-value.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** As many rows as one statement gains from; larger ones are no faster and hold locks and memory longer. */
const ROWS_PER_STATEMENT = 5000;

/** Arrays of arrays must be rectangular in PostgreSQL, so lists of arrays travel as texts and are cast one by one. */
function listType({ codec }: Column<PostgresCodec>): string {
  return codec.isArray ? "text[]" : `${codec.sqlType}[]`;
}

function printSource({ columns }: RowBatch<PostgresCodec>, place: NextPlaceholder) {
  const lists = columns.map((column) => `${place()}::${listType(column)}`);
  const names = columns.map((_, index) => `c${index + 1}`);
  const elements = columns.map(({ codec }, index) => `"u".c${index + 1}${codec.isArray ? `::${codec.sqlType}` : ""}`);
  return { from: `unnest(${lists.join(", ")}) AS "u"(${names.join(", ")})`, columns: elements };
}

function columnValues(rows: RowBatch<PostgresCodec>["rows"], index: number): readonly unknown[] {
  return rows.map((row) => row[index]);
}

/** The type is written beside the placeholder, so that the server takes the list in its own form, too. */
function listOf({ binary, encodeList }: PostgresCodec, values: readonly unknown[]): SqlParameter {
  return binary === undefined ? encodeList(values) : binaryList(values, binary);
}

/** One row travels as parameters; many as one list for each column, so that one text serves any number of rows. */
export const postgresBatches: BatchForm<PostgresCodec> = {
  shape: (rowCount) => (rowCount === 1 ? "1" : "n"),
  bind: ({ columns, rows }, parameters) => {
    const [only] = rows;
    for (let index = 0; index < columns.length; index++) {
      const codec = columns[index]?.codec;
      if (codec === undefined) continue;
      if (rows.length > 1 || only === undefined) parameters.push(listOf(codec, columnValues(rows, index)));
      else parameters.push(only[index] === null ? null : codec.encode(only[index]));
    }
  },
  printInsert: (batch, place) => {
    if (batch.rows.length === 1) return `VALUES (${batch.columns.map(place).join(", ")})`;
    const source = printSource(batch, place);
    return `SELECT ${source.columns.join(", ")} FROM ${source.from}`;
  },
  printSource: (batch, place) => {
    if (batch.rows.length > 1) return printSource(batch, place);
    const values = batch.columns.map(({ codec }) => `${place()}::${codec.sqlType}`);
    const names = batch.columns.map((_, index) => `c${index + 1}`);
    return {
      from: `(VALUES (${values.join(", ")})) AS "u"(${names.join(", ")})`,
      columns: names.map((name) => `"u".${name}`),
    };
  },
  maxRows: (columnCount) => (columnCount === 0 ? 1 : ROWS_PER_STATEMENT),
};
