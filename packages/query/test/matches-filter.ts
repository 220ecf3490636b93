import type { ColumnType } from "@dataflow/core";
import { matchesDocument } from "@dataflow-tooling/vitest";
import type { QueryTable } from "../src/table/query-table.ts";

/**
 * The meaning of filters, written down as plainly as possible and apart from the parser and the compilers, so that they
 * can be held against it. Expects a valid filter.
 */
export function matchesFilter(filter: object, row: Readonly<Record<string, unknown>>, table: QueryTable): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    const all = () => (condition as object[]).map((one) => matchesFilter(one, row, table)); // a valid filter has a list here
    if (key === "$and") return all().every(Boolean);
    if (key === "$or") return all().some(Boolean);
    if (key === "$nor") return !all().some(Boolean);
    if (key === "$not") return !matchesFilter(condition, row, table);
    if (key === "$expr") return matchesExpression(condition, row, table);
    const type = table.fields.get(key)?.type;
    if (type === undefined || ((type.kind === "json" || type.kind === "array") && !isAboutColumn(condition)))
      return matchesDocument({ [key]: condition }, row);
    return matchesCondition(condition, row[key] ?? null, type);
  });
}

/** The order of MongoDB's expressions: null is equal to null and below all else. */
function matchesExpression(expression: object, row: Readonly<Record<string, unknown>>, table: QueryTable): boolean {
  const [name = "", operand] = Object.entries(expression)[0] ?? [];
  const list = operand as readonly unknown[]; // every operator of a valid expression has a list here
  const each = () => list.map((one) => matchesExpression(one as object, row, table));
  if (name === "$and") return each().every(Boolean);
  if (name === "$or") return each().some(Boolean);
  if (name === "$not") return !each()[0];
  const fieldOf = (side: unknown) =>
    typeof side === "string" && side.startsWith("$") ? table.fields.get(side.slice(1)) : undefined;
  const sideOf = (side: unknown) => {
    const field = fieldOf(side);
    return field === undefined ? (side as { readonly $literal: unknown }).$literal : (row[field.name] ?? null); // the other form
  };
  const [left, right] = [sideOf(list[0]), sideOf(list[1])];
  const type = (fieldOf(list[0]) ?? fieldOf(list[1]))?.type;
  const order =
    left === null || right === null
      ? Number(left !== null) - Number(right !== null)
      : (compareNumeric(left, right) ??
        (type === undefined ? undefined : compareValues(left, right, type)) ??
        Number.NaN);
  const answers: Readonly<Record<string, boolean>> = {
    $eq: order === 0,
    $ne: order !== 0,
    $gt: order > 0,
    $gte: order >= 0,
    $lt: order < 0,
    $lte: order <= 0,
  };
  return answers[name] ?? false;
}

/** Numbers of every kind can be compared with each other, and JavaScript does it exactly. */
function compareNumeric(a: unknown, b: unknown): number | undefined {
  if (typeof a !== "number" && typeof a !== "bigint") return undefined;
  if (typeof b !== "number" && typeof b !== "bigint") return undefined;
  return Number(a > b) - Number(a < b);
}

/** Whether there is a document or an array at all is asked of its column. */
function isAboutColumn(condition: unknown): boolean {
  return condition === null || /"\$(?:null|exists)"/.test(JSON.stringify(condition));
}

function matchesCondition(condition: unknown, value: unknown, type: ColumnType): boolean {
  const isOperators =
    typeof condition === "object" && condition !== null && Object.getPrototypeOf(condition) === Object.prototype;
  const operators = isOperators ? condition : { $eq: condition };
  return Object.entries(operators).every(([name, operand]) =>
    matchesOperator(name, operand, { value, type, siblings: operators }),
  );
}

interface Subject {
  readonly value: unknown;
  readonly type: ColumnType;
  readonly siblings: object;
}

function matchesOperator(name: string, operand: unknown, subject: Subject): boolean {
  const { value, type } = subject;
  const isNull = value === null;
  const order = (other: unknown) => (isNull || other === null ? undefined : compareValues(value, other, type));
  switch (name) {
    case "$eq":
      return operand === null ? isNull : order(operand) === 0;
    case "$ne":
      return !matchesOperator("$eq", operand, subject);
    case "$gt":
      return (order(operand) ?? 0) > 0;
    case "$lt":
      return (order(operand) ?? 0) < 0;
    case "$gte":
      return operand === null ? isNull : (order(operand) ?? -1) >= 0;
    case "$lte":
      return operand === null ? isNull : (order(operand) ?? 1) <= 0;
    case "$between": {
      const [low, high] = operand as readonly unknown[]; // a valid filter has two values here
      return (order(low) ?? -1) >= 0 && (order(high) ?? 1) <= 0;
    }
    case "$in":
      return (operand as readonly unknown[]).some((one) => matchesOperator("$eq", one, subject)); // a list, as above
    case "$nin":
      return !matchesOperator("$in", operand, subject);
    case "$exists":
      return operand === !isNull;
    case "$null":
      return operand === isNull;
    case "$not":
      return !matchesCondition(operand, value, type);
    case "$mod": {
      const [divisor = 1n, remainder] = (operand as readonly (number | bigint)[]).map(truncated); // two numbers, as above
      return !isNull && truncated(value as number | bigint) % divisor === remainder; // only whole numbers have it
    }
    case "$bitsAllSet":
      return !isNull && bitsOf(operand).every((bit) => isSet(value, bit));
    case "$bitsAnySet":
      return !isNull && bitsOf(operand).some((bit) => isSet(value, bit));
    case "$bitsAllClear":
      return !isNull && !bitsOf(operand).some((bit) => isSet(value, bit));
    case "$bitsAnyClear":
      return !isNull && !bitsOf(operand).every((bit) => isSet(value, bit));
    case "$options":
      return true;
    default: {
      const { $options = "" } = Object(subject.siblings);
      return matchesDocument({ text: { [name]: operand, $options } }, { text: value });
    }
  }
}

function truncated(value: number | bigint): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(value));
}

/** The positions that a mask stands for; beyond the 63rd there is only the sign. */
function bitsOf(mask: unknown): readonly number[] {
  if (Array.isArray(mask)) return mask.map(Number);
  const bits = BigInt(String(mask));
  return Array.from({ length: 63 }, (_, bit) => bit).filter((bit) => (bits >> BigInt(bit)) % 2n === 1n);
}

function isSet(value: unknown, bit: number): boolean {
  return ((BigInt(String(value)) >> BigInt(bit)) & 1n) === 1n;
}

/** Less than, equal to or greater than zero; undefined between values of different types, as JSON documents hold them. */
export function compareValues(a: unknown, b: unknown, type: ColumnType): number | undefined {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (typeof a !== typeof b) return undefined;
  if (typeof a === "string" && typeof b === "string") {
    if (type?.kind === "decimal") return compareNumbers(scaled(a, type.scale), scaled(b, type.scale));
    return type?.kind === "uuid"
      ? Buffer.compare(Buffer.from(a.toLowerCase()), Buffer.from(b.toLowerCase()))
      : Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  if (typeof a === "boolean") return a === b ? 0 : a ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return typeof a === "bigint" && typeof b === "bigint" ? compareNumbers(a, b) : undefined;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function scaled(decimal: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const digits = BigInt(whole.replace(/^[+-]/, "") + fraction.padEnd(scale, "0").slice(0, scale));
  return decimal.startsWith("-") ? -digits : digits;
}
