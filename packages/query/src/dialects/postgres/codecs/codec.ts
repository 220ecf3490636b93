import type { ColumnType } from "@dataflow/core";
import type { SqlParameter } from "../../../statement/compiled-statement.ts";
import { canonicalTime } from "../../../values/date-value.ts";
import type { DialectCodec } from "../../column-codec.ts";
import { bytesOf, jsonOf, listOf, plainParameter, unexpectedValue } from "../../scalar-encoding.ts";
import { parseStoredJson, unreadableValue } from "../../unreadable-value.ts";
import { arrayLiteral, parseArrayText } from "./array-literal.ts";
import { type BinaryValue, binaryValue } from "./binary-value.ts";
import { parseTimestamp } from "./timestamp-text.ts";

/** A codec with the type that its column has in PostgreSQL. */
export interface PostgresCodec extends DialectCodec {
  /** The type's name, for casts: `integer`, `text[]`. */
  readonly sqlType: string;
  /** Whether arrays of it would be arrays of arrays, so that lists of it travel as texts to be cast one by one. */
  readonly isArray: boolean;
  /** The text of a value inside an array literal. */
  readonly text: (value: unknown) => string;
  /** Its form in rows that travel as bytes; absent where they travel as text. */
  readonly binary?: BinaryValue;
}

interface Scalar {
  readonly sqlType: string;
  readonly encode: (value: unknown) => SqlParameter;
  readonly text: (value: unknown) => string;
  readonly decode: (raw: string) => unknown;
}

function plainText(value: unknown): string {
  return String(plainParameter(value));
}

function same(raw: string): unknown {
  return raw;
}

function isoText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  throw unexpectedValue(value);
}

function hexText(value: unknown): string {
  const bytes = bytesOf(value);
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

function bytesFromHex(raw: string): Uint8Array {
  const buffer = Buffer.from(raw.slice(2), "hex");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function plain(sqlType: string, decode: (raw: string) => unknown = same): Scalar {
  return { sqlType, encode: plainParameter, text: plainText, decode };
}

function written(sqlType: string, text: (value: unknown) => string, decode: (raw: string) => unknown): Scalar {
  return { sqlType, encode: text, text, decode };
}

/** How each kind travels. Drivers give every column as its text. */
function scalarOf(type: Exclude<ColumnType, { readonly kind: "array" }>, place: string): Scalar {
  switch (type.kind) {
    case "text":
      return plain("text");
    case "enum":
      return plain(type.sql ?? "text");
    case "integer":
      return plain("integer", Number);
    case "bigint":
      return plain("bigint", BigInt);
    case "real":
      // A sum or a product may be a zero below zero, which other databases do not keep.
      return plain("double precision", (raw) => Number(raw) + 0);
    case "decimal":
      return plain("numeric", (raw) => decimalText(raw, place));
    case "boolean":
      return plain("boolean", (raw) => raw === "t");
    case "timestamp":
      return written("timestamptz", isoText, (raw) => timestampOf(raw, place));
    case "date":
      return plain("date");
    case "time":
      return plain("time", canonicalTime);
    case "uuid":
      return plain("uuid");
    case "json":
      return written("jsonb", jsonOf, (raw) => parseStoredJson(raw, place, "json"));
    case "bytes":
      return { sqlType: "bytea", encode: bytesOf, text: hexText, decode: bytesFromHex };
    case "unknown":
      return plain(type.sql);
  }
}

function decimalText(raw: string, place: string): string {
  // "NaN" and "Infinity" are the only decimals that do not end with a digit.
  if (raw.charCodeAt(raw.length - 1) > 57) throw unreadableValue(place, "decimal");
  return raw;
}

function timestampOf(raw: string, place: string): Date {
  const date = parseTimestamp(raw);
  if (date === undefined) throw unreadableValue(place, "timestamp");
  return date;
}

function asIs(sql: string): string {
  return sql;
}

/**
 * The codec of a column type on PostgreSQL.
 *
 * @param type the column's type
 * @param place the column, for messages
 * @returns the codec
 */
export function postgresCodec(type: ColumnType, place: string): PostgresCodec {
  if (type.kind === "array") return arrayCodec(scalarOf(type.element, place), place);
  const scalar = scalarOf(type, place);
  const binary = binaryValue(type);
  return Object.freeze({
    sqlType: scalar.sqlType,
    isArray: false,
    encode: scalar.encode,
    text: scalar.text,
    decode: (raw: unknown) => scalar.decode(String(raw)),
    // A text: filters are compiled for other drivers, too, and not all of them know what to do with bytes.
    encodeList: (values: readonly unknown[]) => arrayLiteral(values, scalar.text),
    exact: String,
    read: asIs,
    ...(binary === undefined ? {} : { binary }),
  });
}

function arrayCodec(element: Scalar, place: string): PostgresCodec {
  const literal = (value: unknown) => arrayLiteral(listOf(value), element.text);
  return Object.freeze({
    sqlType: `${element.sqlType}[]`,
    isArray: true,
    encode: literal,
    text: literal,
    decode: (raw: unknown) => {
      const texts = parseArrayText(String(raw));
      if (texts === undefined) throw unreadableValue(place, "array");
      return texts.map((text) => (text === null ? null : element.decode(text)));
    },
    encodeList: (values: readonly unknown[]) => arrayLiteral(values, literal),
    exact: String,
    read: asIs,
  });
}
