import type { AggregateFunction, DateBucket } from "../../ast/aggregate-node.ts";
import { unscaledDigits } from "../../values/decimal-value.ts";
import type { AggregateForm, Column, GroupRows } from "../query-dialect.ts";
import { unreadableValue } from "../unreadable-value.ts";
import { BYTEWISE, collationOf } from "./bytewise.ts";
import { parseArrayText } from "./codecs/array-literal.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

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
  if (field.type.kind === "uuid") return `${name}(${sql}::text${BYTEWISE})::uuid`;
  return `${name}(${sql}${collationOf(field.type)})`;
}

/**
 * The deviation from exact sums: the values are moved next to zero by the whole part of their mean, so that the doubles of
 * the last steps lose nothing, and the steps are those of every database.
 */
function deviation({ sql, field }: Column<PostgresCodec>, isSample: boolean): string {
  const { type } = field;
  if (type.kind === "real") return `${isSample ? "stddev_samp" : "stddev_pop"}(${sql})`;
  const factor = type.kind === "decimal" ? `1${"0".repeat(type.scale)}` : "1";
  const value = `(${sql}::numeric * ${factor})`;
  const count = `count(${sql})`;
  const middle = `trunc(sum(${value})::float8 / ${count})::numeric`;
  const sum = `(sum(${value}) - ${count} * ${middle})::float8`;
  const squares = `(sum(${value} * ${value}) - 2 * ${middle} * sum(${value}) + ${count} * ${middle} * ${middle})::float8`;
  const divisor = isSample ? `nullif(greatest(${count} - 1, 0), 0)` : `nullif(${count}, 0)`;
  const variance = `greatest(0, ${squares} - ${sum} * ${sum} / nullif(${count}, 0)) / ${divisor}`;
  return `sqrt(${variance}) / ${factor}::float8`;
}

/** All different values, in their order; null, if there is one, comes first and once. */
function distinctList({ sql, field }: Column<PostgresCodec>): string {
  const value = `${sql}${collationOf(field.type)}`;
  return `coalesce(array_agg(DISTINCT ${value} ORDER BY ${value} NULLS FIRST), '{}')`;
}

function ordered({ sql }: Column<PostgresCodec>, order: string): string {
  return `array_agg(${sql}${order === "" ? "" : ` ORDER BY ${order}`})`;
}

function compute(name: AggregateFunction, column: Column<PostgresCodec>, rows: GroupRows): string {
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
    case "stdDevPop":
    case "stdDevSamp":
      return deviation(column, name === "stdDevSamp");
    case "first":
      return `(${ordered(column, rows.order)})[1]`;
    case "last":
      return `(${ordered(column, rows.order)})[count(*)]`;
    case "push":
      return `coalesce(${ordered(column, rows.order)}, '{}')`;
    case "addToSet":
      return distinctList(column);
  }
}

/** How PostgreSQL computes over the rows of a group. */
export const postgresAggregates: AggregateForm<PostgresCodec> = {
  prepare: () => undefined,
  compute,
  readList: ({ field, codec }) => {
    return (raw) => {
      const texts = parseArrayText(String(raw));
      if (texts === undefined) throw unreadableValue(field.name, "array");
      return texts.map((text) => (text === null ? null : codec.decode(text)));
    };
  },
  bucket: (bucket, { sql, field }) => {
    const instant = field.type.kind === "timestamp" ? `${sql} AT TIME ZONE 'UTC'` : sql;
    return `to_char(${instant}, '${BUCKET_FORMATS[bucket]}')`;
  },
};
