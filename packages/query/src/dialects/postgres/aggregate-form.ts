import type { AggregateFunction, DateBucket } from "../../ast/aggregate-node.ts";
import { unscaledDigits } from "../../values/decimal-value.ts";
import type { AggregateForm, Column } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { BYTEWISE } from "./leaf-forms.ts";

const BUCKET_FORMATS: { readonly [Bucket in DateBucket]: string } = {
  year: "YYYY",
  month: "YYYY-MM",
  day: "YYYY-MM-DD",
};

function sum({ sql, field }: Column<PostgresCodec>): string {
  switch (field.type.kind) {
    case "integer":
      return `coalesce(sum(${sql}), 0)::float8`;
    case "bigint":
      return `coalesce(sum(${sql}), 0)::bigint`;
    case "decimal":
      // The sum of no rows has the scale of the field too.
      return `coalesce(sum(${sql}), ${unscaledDigits("0", field.type.scale)})`;
    default:
      return `coalesce(sum(${sql}), 0)`;
  }
}

/** Divides as doubles, in the same order of steps on every database, so that equal data has equal averages. */
function average({ sql, field }: Column<PostgresCodec>): string {
  const { type } = field;
  if (type.kind !== "decimal") return `sum(${sql})::float8 / count(${sql})`;
  const factor = `1${"0".repeat(type.scale)}`;
  return `(sum(${sql}) * ${factor})::float8 / ${factor}::float8 / count(${sql})`;
}

function extreme(name: "min" | "max", { sql, field }: Column<PostgresCodec>): string {
  const { kind } = field.type;
  if (kind === "uuid") return `${name}(${sql}::text${BYTEWISE})::uuid`;
  return `${name}(${sql}${kind === "text" || kind === "enum" ? BYTEWISE : ""})`;
}

function compute(name: AggregateFunction, column: Column<PostgresCodec>): string {
  switch (name) {
    case "count":
      return `count(${column.sql})`;
    case "countDistinct":
      return `count(DISTINCT ${column.sql})`;
    case "sum":
      return sum(column);
    case "avg":
      return average(column);
    case "min":
    case "max":
      return extreme(name, column);
  }
}

/** How PostgreSQL computes over the rows of a group. */
export const postgresAggregates: AggregateForm<PostgresCodec> = {
  compute,
  bucket: (bucket, { sql, field }) => {
    const instant = field.type.kind === "timestamp" ? `${sql} AT TIME ZONE 'UTC'` : sql;
    return `to_char(${instant}, '${BUCKET_FORMATS[bucket]}')`;
  },
};
