import type { ColumnType } from "@dataflow/core";
import { bytesOf, instantOf, jsonOf, textOf, unexpectedValue } from "../../scalar-encoding.ts";
import { ByteWriter } from "./byte-writer.ts";

/** How values of a type travel in the server's own form, which it reads faster than text. */
export interface BinaryValue {
  /** The number under which every server knows the type. */
  readonly typeId: number;
  /** Writes a value that is not null. */
  readonly write: (value: unknown, to: ByteWriter) => void;
}

const EPOCH_MS = Date.UTC(2000, 0, 1);
const WORD = 2 ** 32;

/** Beyond this many milliseconds a number of microseconds is no longer exact. */
const EXACT_MS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);

function writeText(value: unknown, to: ByteWriter): void {
  to.text(textOf(value));
}

/** What does not fit would become another number. */
function writeInteger(value: unknown, to: ByteWriter): void {
  if (typeof value !== "number" || (value | 0) !== value) throw unexpectedValue(value);
  to.int32(value);
}

function writeBigint(value: unknown, to: ByteWriter): void {
  if (typeof value !== "bigint") throw unexpectedValue(value);
  to.int64(value);
}

/** Microseconds since the year 2000. */
function writeTimestamp(value: unknown, to: ByteWriter): void {
  const milliseconds = instantOf(value) - EPOCH_MS;
  if (Math.abs(milliseconds) > EXACT_MS) {
    to.int64(BigInt(milliseconds) * 1000n);
    return;
  }
  const high = Math.floor((milliseconds * 1000) / WORD);
  to.int32(high);
  to.int32((milliseconds * 1000 - high * WORD) | 0);
}

/** A document is its text behind the number of the form's version. */
function writeJson(value: unknown, to: ByteWriter): void {
  to.byte(1);
  to.text(jsonOf(value));
}

const TEXT: BinaryValue = { typeId: 25, write: writeText };
const BINARY_VALUES: { readonly [Kind in ColumnType["kind"]]?: BinaryValue } = {
  text: TEXT,
  integer: { typeId: 23, write: writeInteger },
  bigint: { typeId: 20, write: writeBigint },
  real: { typeId: 701, write: (value, to) => to.double(Number(value)) },
  boolean: { typeId: 16, write: (value, to) => to.byte(value === true ? 1 : 0) },
  timestamp: { typeId: 1184, write: writeTimestamp },
  uuid: { typeId: 2950, write: (value, to) => to.raw(Buffer.from(textOf(value).replaceAll("-", ""), "hex")) },
  json: { typeId: 3802, write: writeJson },
  bytes: { typeId: 17, write: (value, to) => to.raw(bytesOf(value)) },
};

/**
 * How values of a type travel in the server's own form.
 *
 * @param type the type
 * @returns undefined for types that travel as text: decimals, days, times, and those that a server numbers by itself
 */
export function binaryValue(type: ColumnType): BinaryValue | undefined {
  if (type.kind === "enum") return type.sql === undefined ? TEXT : undefined;
  return BINARY_VALUES[type.kind];
}

const BYTES_OF_FIELD = 16;

/**
 * A list of values as the server's own form of an array.
 *
 * @param values the elements
 * @param form how each is written
 * @returns the array
 */
export function binaryList(values: readonly unknown[], form: BinaryValue): Uint8Array {
  const to = new ByteWriter(20 + values.length * BYTES_OF_FIELD);
  // One dimension; nulls are allowed; the type; so many elements from the place 1.
  for (const word of [1, 1, form.typeId, values.length, 1]) to.int32(word);
  for (const value of values) writeField(value, form, to);
  return to.bytes;
}

/**
 * Writes a value behind its length, as arrays and rows hold it.
 *
 * @param value the value; null is a length of its own
 * @param form how it is written
 * @param to where it is written
 */
export function writeField(value: unknown, form: BinaryValue, to: ByteWriter): void {
  if (value === null) {
    to.int32(-1);
    return;
  }
  const start = to.beginField();
  form.write(value, to);
  to.endField(start);
}
