import type { AggregateFunction, DateBucket } from "../../ast/aggregate-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import type { AggregateForm, Column } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

const BUCKET_FORMATS: { readonly [Bucket in DateBucket]: string } = { year: "%Y", month: "%Y-%m", day: "%Y-%m-%d" };
const BUCKET_LENGTHS: { readonly [Bucket in DateBucket]: number } = { year: 4, month: 7, day: 10 };

function sumOf({ sql, field }: Column<SqliteCodec>): string {
  const { type } = field;
  if (type.kind === "decimal" && type.precision > MAX_SCALED_DIGITS) {
    throw queryErrors.create("UNSUPPORTED_FEATURE", {
      message: `SQLite cannot sum "${field.name}": it has more than ${MAX_SCALED_DIGITS} digits`,
      why: "decimals of that length are stored as text there, which compares and sorts exactly but does not add",
      fix: `read the values and sum them, or declare at most ${MAX_SCALED_DIGITS} digits`,
      meta: { field: field.name },
    });
  }
  return `sum(${sql})`;
}

/** Divides as doubles, in the same order of steps on every database, so that equal data has equal averages. */
function average(column: Column<SqliteCodec>): string {
  const { type } = column.field;
  const scale = type.kind === "decimal" ? ` / 1${"0".repeat(type.scale)}.0` : "";
  return `CAST(${sumOf(column)} AS REAL)${scale} / count(${column.sql})`;
}

function compute(name: AggregateFunction, column: Column<SqliteCodec>): string {
  switch (name) {
    case "count":
      return `count(${column.sql})`;
    case "countDistinct":
      return `count(DISTINCT ${column.sql})`;
    case "sum":
      return `coalesce(${sumOf(column)}, 0)`;
    case "avg":
      return average(column);
    case "min":
    case "max":
      return `${name}(${column.sql})`;
  }
}

/** How SQLite computes over the rows of a group. */
export const sqliteAggregates: AggregateForm<SqliteCodec> = {
  compute,
  bucket: (bucket, { sql, field }) => {
    if (field.type.kind === "date") return `substr(${sql}, 1, ${BUCKET_LENGTHS[bucket]})`;
    // Divided as a double: integer division would move instants before 1970 towards it.
    return `strftime('${BUCKET_FORMATS[bucket]}', ${sql} / 1000.0, 'unixepoch')`;
  },
};
