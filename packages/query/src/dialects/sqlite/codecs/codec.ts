import type { ColumnKind, ColumnType, ScalarColumnType } from "@dataflow/core";
import type { SqlParameter } from "../../../statement/compiled-statement.ts";
import { canonicalTime } from "../../../values/date-value.ts";
import { unscaledDigits } from "../../../values/decimal-value.ts";
import { normaliseValue } from "../../../values/value-rules.ts";
import type { DialectCodec } from "../../column-codec.ts";
import {
  booleanOf,
  bytesOf,
  instantOf,
  jsonOf,
  listOf,
  plainParameter,
  textOf,
  unexpectedValue,
} from "../../scalar-encoding.ts";
import { parseStoredJson, unreadableValue } from "../../unreadable-value.ts";
import {
  MAX_SAFE_DIGITS,
  MAX_SCALED_DIGITS,
  readSortableDecimal,
  scaledInteger,
  sortableDecimal,
} from "./decimal-storage.ts";

/** A codec with what SQLite needs beside it. */
export interface SqliteCodec extends DialectCodec {
  /** SQL that turns an element of a JSON list, called `value`, into a stored value. */
  readonly listElement: string;
  /** A whole number as `bigint`, which a driver binds as an integer where a number would be bound as a double. */
  readonly encodeExact: (value: unknown) => SqlParameter;
}

interface Scalar {
  readonly encode: (value: unknown) => SqlParameter;
  readonly decode: (raw: unknown) => unknown;
  /** The JSON text of a value in a list; that of the parameter by default. */
  readonly json?: (value: unknown) => string;
  readonly isReadAsText?: boolean;
  readonly listElement?: string;
}

function stringOf(raw: unknown): string {
  return typeof raw === "string" ? raw : String(raw);
}

/** A list is written at once, but for whole numbers that JSON has no form of its own for. */
function parameterList(parameters: readonly SqlParameter[]): string {
  if (!parameters.some((parameter) => typeof parameter === "bigint")) return JSON.stringify(parameters);
  return jsonList(parameters, (parameter) =>
    typeof parameter === "bigint" ? String(parameter) : JSON.stringify(parameter),
  );
}

function plain(decode: (raw: unknown) => unknown): Scalar {
  return { encode: plainParameter, decode };
}

/** How each kind travels. */
function scalarOf(type: Exclude<ColumnType, { readonly kind: "array" }>, place: string): Scalar {
  switch (type.kind) {
    case "text":
    case "enum":
    case "date":
      return plain(stringOf);
    case "integer":
      return plain(Number);
    case "real":
      return { ...plain(Number), json: exactReal, listElement: EXACT_REAL };
    case "bigint":
      return { ...plain((raw) => integerOf(raw, place)), isReadAsText: true };
    case "decimal":
      return decimalScalar(type, place);
    case "boolean":
      return { encode: (value) => (booleanOf(value) ? 1 : 0), decode: (raw) => Number(raw) !== 0 };
    case "timestamp":
      return { encode: instantOf, decode: (raw) => dateOf(raw, place) };
    case "time":
      return { encode: (value) => canonicalTime(textOf(value)), decode: (raw) => canonicalTime(stringOf(raw)) };
    case "uuid":
      return { encode: (value) => textOf(value).toLowerCase(), decode: (raw) => stringOf(raw).toLowerCase() };
    case "json":
      return {
        encode: jsonOf,
        decode: (raw) => parseStoredJson(stringOf(raw), place, "json"),
      };
    case "bytes":
      return { encode: bytesOf, decode: (raw) => bytesFrom(raw, place), json: hexJson, listElement: "unhex(value)" };
    case "unknown":
      return plain((raw) => raw);
  }
}

/**
 * Doubles in a JSON list: SQLite's own reading of decimal text can miss by a unit in the last place, so a double
 * travels as an exact mantissa and a power of two.
 */
const EXACT_REAL = "(value->>0) * pow(2.0, value->>1)";
const doubleView = new DataView(new ArrayBuffer(8));

function exactReal(value: unknown): string {
  if (typeof value !== "number") throw unexpectedValue(value);
  doubleView.setFloat64(0, value);
  const bits = doubleView.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return `[${value < 0 ? "-" : ""}${mantissa},${Math.max(exponent, 1) - 1075}]`;
}

function hexJson(value: unknown): string {
  return JSON.stringify(Buffer.from(bytesOf(value)).toString("hex"));
}

function decimalScalar({ precision, scale }: Extract<ColumnType, { readonly kind: "decimal" }>, place: string): Scalar {
  if (precision > MAX_SCALED_DIGITS) {
    return {
      encode: (value) => sortableDecimal(textOf(value), precision, scale),
      decode: (raw) => readSortableDecimal(stringOf(raw), scale) ?? refuse(place, "decimal"),
    };
  }
  return {
    encode: (value) => scaledInteger(textOf(value), scale),
    decode: (raw) => unscaledDigits(String(integerOf(raw, place)), scale),
    isReadAsText: precision > MAX_SAFE_DIGITS,
  };
}

function refuse(place: string, kind: ColumnKind): never {
  throw unreadableValue(place, kind);
}

function integerOf(raw: unknown, place: string): bigint {
  if (typeof raw === "bigint") return raw;
  if (typeof raw === "number" && Number.isInteger(raw)) return BigInt(raw);
  return typeof raw === "string" && /^-?\d+$/.test(raw) ? BigInt(raw) : refuse(place, "bigint");
}

function dateOf(raw: unknown, place: string): Date {
  const date = new Date(typeof raw === "string" ? raw : Number(raw));
  return Number.isNaN(date.getTime()) ? refuse(place, "timestamp") : date;
}

function bytesFrom(raw: unknown, place: string): Uint8Array {
  if (raw instanceof Uint8Array) return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  return typeof raw === "string" ? new TextEncoder().encode(raw) : refuse(place, "bytes");
}

function exactInteger(parameter: SqlParameter): SqlParameter {
  return typeof parameter === "number" && Number.isInteger(parameter) ? BigInt(parameter) : parameter;
}

function storedValue(raw: unknown): SqlParameter {
  return raw instanceof Uint8Array ? raw : plainParameter(raw);
}

function readAsText(sql: string): string {
  return `CAST(${sql} AS TEXT)`;
}

function readAsIs(sql: string): string {
  return sql;
}

/**
 * The codec of a column type on SQLite.
 *
 * @param type the column's type
 * @param place the column, for messages
 * @returns the codec
 */
export function sqliteCodec(type: ColumnType, place: string): SqliteCodec {
  const scalar = type.kind === "array" ? arrayScalar(type.element, place) : scalarOf(type, place);
  const { json } = scalar;
  const isExact = type.kind !== "real";
  return Object.freeze({
    encode: scalar.encode,
    decode: scalar.decode,
    encodeList: (values: readonly unknown[]) =>
      json === undefined
        ? parameterList(values.map((value) => (value === null ? null : scalar.encode(value))))
        : jsonList(values, json),
    exact: scalar.isReadAsText === true ? (raw: unknown) => integerOf(raw, place) : storedValue,
    read: scalar.isReadAsText === true ? readAsText : readAsIs,
    listElement: scalar.listElement ?? "value",
    encodeExact: isExact ? (value: unknown) => exactInteger(scalar.encode(value)) : scalar.encode,
  });
}

function jsonList(values: readonly unknown[], json: (value: unknown) => string): string {
  let text = "";
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    text += `${index > 0 ? "," : ""}${value === null ? "null" : json(value)}`;
  }
  return `[${text}]`;
}

/** An array is JSON text: numbers, booleans, milliseconds, and texts for all other kinds. */
function arrayScalar(element: ScalarColumnType, place: string): Scalar {
  const elementJson = (item: unknown) => elementText(element, item);
  return {
    encode: (value) => jsonList(listOf(value), elementJson),
    decode: (raw) => readElements(stringOf(raw), element, place),
  };
}

function elementText(element: ScalarColumnType, item: unknown): string {
  const value = normaliseValue(element, item);
  if (value instanceof Date) return String(value.getTime());
  return typeof value === "bigint" ? String(value) : JSON.stringify(plainParameter(value));
}

function readElements(text: string, element: ScalarColumnType, place: string): readonly unknown[] {
  if (element.kind === "bigint") return readIntegers(text, place);
  const list = parseStoredJson(text, place, "array");
  if (!Array.isArray(list)) throw unreadableValue(place, "array");
  return list.map((item: unknown) => (item === null ? null : readElement(item, element, place)));
}

function readElement(item: unknown, element: ScalarColumnType, place: string): unknown {
  if (element.kind === "timestamp") return dateOf(item, place);
  return element.kind === "decimal" ? normaliseValue(element, String(item)) : item;
}

/** Integers beyond 2^53 would lose their last digits in `JSON.parse`. */
function readIntegers(text: string, place: string): readonly unknown[] {
  const inner = text.trim().slice(1, -1).trim();
  if (inner === "") return [];
  return inner.split(",").map((item) => integerOf(item.trim().replaceAll('"', ""), place));
}
