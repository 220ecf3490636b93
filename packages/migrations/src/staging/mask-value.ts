/**
 * Masks that keep what others rely on: equal values stay equal, different ones stay different (whole numbers exactly, all
 * others as far as a hash does), a number stays a number of its size and a text fits where it was. The key is made for
 * one environment and kept nowhere, so nobody finds a value by trying all.
 */
import { createHmac } from "node:crypto";
import type { SqlParameter } from "@dataflow/database";

/** Makes another value of the same kind. */
export type ValueMask = (value: SqlParameter) => SqlParameter;

/** What a column's type allows. */
export interface MaskedType {
  readonly kind: "integer" | "number" | "text" | "uuid" | "bytes" | "json" | "any";
  /** Bits of an integer; characters of a text. */
  readonly size: number | undefined;
}

/**
 * A mask that gives another value for each.
 *
 * @param key of the environment
 * @param type what the values are
 * @returns the mask
 */
export function hashMask(key: Uint8Array, type: MaskedType): ValueMask {
  return (value) => {
    if (value === null) return null;
    if (typeof value === "number" || typeof value === "bigint" || type.kind === "integer" || type.kind === "number")
      return hashNumber(key, value, type);
    if (value instanceof Uint8Array) return digest(key, Buffer.from(value).toString("hex"));
    const hex = digest(key, String(value)).toString("hex");
    if (type.kind === "uuid")
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    if (type.kind === "bytes") return `\\x${hex}`;
    if (type.kind === "json") return `"${hex}"`;
    return hex.slice(0, type.size ?? hex.length);
  };
}

/** A mask that covers letters and digits, and leaves lengths and signs. */
export const redactMask: ValueMask = (value) => {
  if (value === null || value instanceof Uint8Array) return value === null ? null : Buffer.alloc(value.length);
  const text = String(value)
    .replaceAll(/\p{Lu}/gu, "X")
    .replaceAll(/\p{L}/gu, "x")
    .replaceAll(/\p{N}/gu, "0");
  return typeof value === "string" ? text : 0;
};

function digest(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function hashNumber(key: Uint8Array, value: SqlParameter, { kind, size = 63 }: MaskedType): SqlParameter {
  const text = String(value);
  if (kind !== "number" && /^-?\d+$/.test(text)) return permuted(key, BigInt(text), size);
  // Digit by digit, so that precision and scale stay; the first one is never 0.
  const bytes = digest(key, text);
  let at = 0;
  const digits = text.replaceAll(/\d/g, (digit) => {
    const byte = bytes[at++ % bytes.length] ?? 0;
    return at === 1 && digit !== "0" ? String(1 + (byte % 9)) : String(byte % 10);
  });
  return typeof value === "number" ? Number(digits) : digits;
}

const ROUNDS = 4;

/** A permutation of all numbers of so many bits: a Feistel network, walked until the result has the wanted size. */
function permuted(key: Uint8Array, value: bigint, bits: number): SqlParameter {
  let current = value < 0n ? -value : value;
  // A file database keeps wider numbers in a column than its type says.
  const size = current > 1n << BigInt(bits) ? 63 : bits;
  const limit = 1n << BigInt(size);
  if (current === limit) current -= 1n;
  const half = BigInt(Math.ceil(size / 2));
  do current = feistel(key, current, half);
  while (current >= limit);
  const signed = value < 0n ? -current : current;
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : String(signed);
}

function feistel(key: Uint8Array, value: bigint, half: bigint): bigint {
  const mask = (1n << half) - 1n;
  let [left, right] = [value >> half, value & mask];
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = digest(key, `${round}:${right}`).readBigUInt64BE() & mask;
    [left, right] = [right, left ^ mixed];
  }
  return (left << half) | right;
}
