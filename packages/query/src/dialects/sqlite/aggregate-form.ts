import type { ColumnType } from "@dataflow/core";
import type { AggregateFunction, DateBucket } from "../../ast/aggregate-node.ts";
import { queryErrors } from "../../errors/query-errors.ts";
import type { AggregateForm, Column, GroupRows, GroupWindow } from "../query-dialect.ts";
import { parseStoredJson } from "../unreadable-value.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

const BUCKET_FORMATS: { readonly [Bucket in DateBucket]: string } = { year: "%Y", month: "%Y-%m", day: "%Y-%m-%d" };
const BUCKET_LENGTHS: { readonly [Bucket in DateBucket]: number } = { year: 4, month: 7, day: 10 };

function sumOf(column: Column<SqliteCodec>): string {
  checkDigits(column);
  return `sum(${column.sql})`;
}

function checkDigits({ field }: Column<SqliteCodec>): void {
  const { type } = field;
  if (type.kind === "decimal" && type.precision > MAX_SCALED_DIGITS) {
    throw queryErrors.create("UNSUPPORTED_FEATURE", {
      message: `SQLite cannot add up "${field.name}": it has more than ${MAX_SCALED_DIGITS} digits`,
      why: "decimals of that length are stored as text there, which compares and sorts exactly but does not add",
      fix: `read the values and compute with them, or declare at most ${MAX_SCALED_DIGITS} digits`,
      meta: { field: field.name },
    });
  }
}

/** Divides as doubles, in the same order of steps on every database, so that equal data has equal averages. */
function average(column: Column<SqliteCodec>): string {
  const { type } = column.field;
  const scale = type.kind === "decimal" ? ` / 1${"0".repeat(type.scale)}.0` : "";
  return `CAST(${sumOf(column)} AS REAL)${scale} / count(${column.sql})`;
}

/**
 * Moves the values next to zero by the whole part of their mean (or, for doubles, by the mean itself), so that the squares
 * lose nothing.
 */
function middleOf(column: Column<SqliteCodec>, partition: string): string {
  checkDigits(column);
  const over = `OVER (${partition === "" ? "" : `PARTITION BY ${partition}`})`;
  const mean = `total(${column.sql}) ${over} / count(${column.sql}) ${over}`;
  return column.field.type.kind === "real" ? mean : `CAST(${mean} AS INTEGER)`;
}

function prepare(name: AggregateFunction, column: Column<SqliteCodec>, window: GroupWindow): string | undefined {
  const { partition, order, reversed } = window;
  const parts = partition === "" ? "" : `PARTITION BY ${partition} `;
  switch (name) {
    case "first":
      return `row_number() OVER (${parts}ORDER BY ${order})`;
    case "last":
      return `row_number() OVER (${parts}ORDER BY ${reversed})`;
    case "stdDevPop":
    case "stdDevSamp":
      return middleOf(column, partition);
    default:
      return undefined;
  }
}

function deviation({ sql, field }: Column<SqliteCodec>, middle: string, isSample: boolean): string {
  const { type } = field;
  const distance = `(${sql} - ${middle})`;
  const sum = `sum(1.0 * ${distance})`;
  const divisor = isSample ? `nullif(max(count(${sql}) - 1, 0), 0)` : `count(${sql})`;
  const squares = `sum(1.0 * ${distance} * ${distance})`;
  const scale = type.kind === "decimal" ? ` / 1${"0".repeat(type.scale)}.0` : "";
  return `sqrt(max(0.0, ${squares} - ${sum} * ${sum} / count(${sql})) / ${divisor})${scale}`;
}

function compute(name: AggregateFunction, column: Column<SqliteCodec>, rows: GroupRows): string {
  const { order, prepared = "NULL" } = rows;
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
    case "stdDevPop":
    case "stdDevSamp":
      return deviation(column, prepared, name === "stdDevSamp");
    case "first":
    case "last":
      return `max(CASE WHEN ${prepared} = 1 THEN ${column.sql} END)`;
    case "push":
      return `json_group_array(${column.sql}${order === "" ? "" : ` ORDER BY ${order}`})`;
    case "addToSet":
      return `json_group_array(DISTINCT ${column.sql} ORDER BY ${column.sql} NULLS FIRST)`;
  }
}

/** Elements as they are stored. Long whole numbers stay texts: in `JSON.parse` they would lose their last digits. */
function storedElements(text: string, { kind }: ColumnType, place: string): readonly unknown[] {
  const inner = text.slice(1, -1);
  const isWhole = (kind === "bigint" || kind === "decimal") && !inner.includes('"') && inner !== "";
  if (isWhole) return inner.split(",").map((item) => (item === "null" ? null : item));
  const list = parseStoredJson(text, place, "array");
  return Array.isArray(list) ? list : [];
}

/** How SQLite computes over the rows of a group. */
export const sqliteAggregates: AggregateForm<SqliteCodec> = {
  prepare,
  compute,
  readList: ({ field, codec }) => {
    return (raw) =>
      storedElements(String(raw), field.type, field.name).map((item) => (item === null ? null : codec.decode(item)));
  },
  bucket: (bucket, { sql, field }) => {
    if (field.type.kind === "date") return `substr(${sql}, 1, ${BUCKET_LENGTHS[bucket]})`;
    // Divided as a double: integer division would move instants before 1970 towards it.
    return `strftime('${BUCKET_FORMATS[bucket]}', ${sql} / 1000.0, 'unixepoch')`;
  },
};
