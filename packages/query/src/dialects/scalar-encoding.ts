import { queryErrors } from "../errors/query-errors.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";

/**
 * Passes on what drivers take as it is, and refuses the rest: values are checked before they are compiled, so anything
 * else is a value that went round the check.
 *
 * @param value a value of a kind that needs no conversion
 * @returns the same value
 * @throws QUERY.INVALID_VALUE for objects, functions and symbols, QUERY.UNDEFINED_VALUE for undefined
 */
export function plainParameter(value: unknown): SqlParameter {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    default:
      throw unexpectedValue(value);
  }
}

/**
 * The error for a value that no column of its kind could hold.
 *
 * @param value what was found
 * @returns the error, to be thrown
 */
export function unexpectedValue(value: unknown) {
  const isUndefined = value === undefined;
  return queryErrors.create(isUndefined ? "UNDEFINED_VALUE" : "INVALID_VALUE", {
    message: isUndefined
      ? "A statement holds an undefined value"
      : `A statement holds ${typeof value} where its column takes another type`,
    why: "the value was not checked before the statement was compiled",
    fix: "check values with validateValue before they are put into a statement",
  });
}

/** A Date's milliseconds. */
export function instantOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  throw unexpectedValue(value);
}

/** The bytes of a value. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw unexpectedValue(value);
}

/** A text. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw unexpectedValue(value);
}

/** The elements of a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpectedValue(value);
}

/** A document as JSON text. */
export function jsonOf(value: unknown): string {
  // The types say otherwise, but for undefined and functions there is no text.
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw unexpectedValue(value);
  return text;
}

/** A truth value. */
export function booleanOf(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw unexpectedValue(value);
}
