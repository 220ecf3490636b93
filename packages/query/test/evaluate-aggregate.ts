import type { ColumnType } from "@dataflow/core";
import type { AggregateNode } from "../src/ast/aggregate-node.ts";
import type { SortNode } from "../src/ast/sort-node.ts";
import type { QueryTable } from "../src/table/query-table.ts";

/** A row as a database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** What an output is over the rows of a group, written down as plainly as possible. The rows have their order. */
export function evaluateAggregate({ function: what, field }: AggregateNode, rows: readonly Row[], table: QueryTable) {
  if (field === undefined) return rows.length;
  const type = table.fields.get(field)?.type ?? { kind: "text" };
  const values = rows.map((row) => row[field]);
  const present = values.filter((value) => value !== null);
  switch (what) {
    case "count":
      return present.length;
    case "first":
      return values[0] ?? null;
    case "last":
      return values.at(-1) ?? null;
    case "push":
      return values;
    case "addToSet":
      return distinct(values, type);
    case "sum":
      return present.reduce((sum: number, value) => sum + Number(value), 0);
    case "max":
      return distinct(present, type).at(-1) ?? null;
    case "stdDevPop":
    case "stdDevSamp":
      return deviation(present, type, what === "stdDevSamp");
    default:
      throw new Error(`no reference for ${what}`);
  }
}

function distinct(values: readonly unknown[], type: ColumnType): readonly unknown[] {
  const sorted = [...values].sort((a, b) => compare(a, b, type));
  return sorted.filter((value, index) => index === 0 || compare(value, sorted[index - 1], type) !== 0);
}

/** Exact in whole numbers, with one division and one root at the end; doubles are first made whole. */
function deviation(values: readonly unknown[], type: ColumnType, isSample: boolean): number | null {
  const count = BigInt(values.length);
  const divisor = isSample ? count - 1n : count;
  if (divisor <= 0n) return null;
  const digits = type.kind === "decimal" ? type.scale : type.kind === "real" ? 20 : 0;
  const whole = values.map((value) => wholeNumber(value, digits));
  const sum = whole.reduce((total, value) => total + value, 0n);
  const squares = whole.reduce((total, value) => total + value * value, 0n);
  const variance = Number(count * squares - sum * sum) / Number(count * divisor);
  return Math.sqrt(variance) / 10 ** digits;
}

function wholeNumber(value: unknown, digits: number): bigint {
  if (typeof value === "bigint") return value;
  const text = typeof value === "number" && digits > 0 ? value.toFixed(digits) : String(value);
  return BigInt(text.replace(".", ""));
}

/** Rows in an order; rows that it leaves equal keep theirs. */
export function sortRows(rows: readonly Row[], keys: readonly SortNode[], table: QueryTable): readonly Row[] {
  return [...rows].sort((a, b) => {
    for (const { field, direction, nulls } of keys) {
      const [left, right] = [a[field], b[field]];
      if (left === null && right === null) continue;
      if (left === null || right === null) return (left === null) === (nulls === "first") ? -1 : 1;
      const order = compare(left, right, table.fields.get(field)?.type ?? { kind: "text" });
      if (order !== 0) return direction === "asc" ? order : -order;
    }
    return 0;
  });
}

/** Nulls first; texts by their bytes. */
export function compare(a: unknown, b: unknown, type: ColumnType): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (type.kind === "decimal") return sign(wholeNumber(a, type.scale) - wholeNumber(b, type.scale));
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === "bigint" && typeof b === "bigint") return sign(a - b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return Number(a) - Number(b);
}

function sign(difference: bigint): number {
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
