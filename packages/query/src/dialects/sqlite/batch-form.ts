import type { BatchForm, NextPlaceholder, RowBatch } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";

/** The most variables of one statement in SQLite as drivers build it. */
export const MAX_VARIABLES = 32_766;

/** From 16 rows to 2,048 the speed is the same within noise; longer texts only take more time and memory to prepare. */
const ROWS_PER_STATEMENT = 256;

function tuples({ columns, rows }: RowBatch<SqliteCodec>, place: NextPlaceholder): string {
  return rows.map(() => `(${columns.map(place).join(", ")})`).join(", ");
}

/** Every row has parameters of its own, so each number of rows is a text of its own: callers cut in powers of two. */
export const sqliteBatches: BatchForm<SqliteCodec> = {
  shape: (rowCount) => String(rowCount),
  bind: ({ columns, rows }, parameters) => {
    for (const row of rows) {
      for (let index = 0; index < columns.length; index++) {
        const value = row[index];
        const codec = columns[index]?.codec;
        if (codec !== undefined) parameters.push(value === null ? null : codec.encode(value));
      }
    }
  },
  printInsert: (batch, place) => `VALUES ${tuples(batch, place)}`,
  printSource: (batch, place) => ({
    from: `(VALUES ${tuples(batch, place)}) AS "u"`,
    columns: batch.columns.map((_, index) => `"u"."column${index + 1}"`),
  }),
  maxRows: (columnCount) => {
    if (columnCount === 0) return 1;
    const fitting = Math.max(1, Math.floor(MAX_VARIABLES / columnCount));
    return 2 ** Math.floor(Math.log2(Math.min(ROWS_PER_STATEMENT, fitting)));
  },
};
