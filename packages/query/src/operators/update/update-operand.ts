import { queryErrors } from "../../errors/query-errors.ts";
import { invalidValue, undefinedValue } from "../../parser/filter-error.ts";
import { fixFor } from "../../values/validate-value.ts";
import { checkValue } from "../../values/value-rules.ts";
import type { ParsedOperand } from "./update-operator.ts";

const JSON_FIELD = Object.freeze({
  name: "",
  column: "",
  type: Object.freeze({ kind: "json" }),
  nullable: true,
} as const);

/**
 * The error for an update that is not built as updates are.
 *
 * @param path the place
 * @param problem what is wrong there, as the end of a sentence
 * @param fix what to write
 * @returns the error, to be thrown
 */
export function invalidUpdate(path: string, problem: string, fix = "write { name: value, count: { $inc: 1 } }") {
  return queryErrors.create("INVALID_UPDATE", {
    message: `${path} ${problem}`,
    why: "an update names fields or places in documents, each changed once, by a value or by one operator",
    fix,
    meta: { path },
  });
}

/**
 * Reads a value that JSON can say.
 *
 * @param value what was given
 * @param path where it stands
 * @returns the same value
 * @throws QUERY.UNDEFINED_VALUE, QUERY.INVALID_VALUE
 */
export function jsonOperand(value: unknown, path: string): unknown {
  if (value === undefined) throw undefinedValue(path);
  const problem = value === null ? undefined : checkValue(JSON_FIELD.type, value);
  if (problem !== undefined) throw invalidValue(path, problem, fixFor(JSON_FIELD));
  return value;
}

/**
 * Reads a number.
 *
 * @param value what was given
 * @param path where it stands
 * @returns the number
 * @throws QUERY.UNDEFINED_VALUE, QUERY.INVALID_VALUE
 */
export function numberOperand(value: unknown, path: string): number {
  if (value === undefined) throw undefinedValue(path);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalidValue(path, "must be a finite number", "pass a number such as 1 or 0.5");
}

/**
 * Reads a whole number.
 *
 * @param value what was given
 * @param path where it stands
 * @returns the number
 * @throws QUERY.UNDEFINED_VALUE, QUERY.INVALID_VALUE
 */
export function wholeOperand(value: unknown, path: string): number {
  const number = numberOperand(value, path);
  if (Number.isSafeInteger(number) && Math.abs(number) <= 0x7fffffff) return number;
  throw invalidValue(path, "must be a whole number of at most 32 bits", "pass a whole number such as 5");
}

/**
 * Reads a list of JSON values.
 *
 * @param value what was given
 * @param path where it stands
 * @returns the list
 * @throws QUERY.INVALID_UPDATE, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE
 */
export function listOperand(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) throw undefinedValue(path);
  if (!Array.isArray(value)) throw invalidUpdate(path, "must be a list of values", "write [value, …]");
  jsonOperand(value, path);
  return value;
}

/** One value, which the operator reads as it is. */
export function plainOperand(value: unknown): ParsedOperand {
  return { values: [value], form: { kind: "plain" } };
}

/** No value at all. */
export const NO_OPERAND: ParsedOperand = Object.freeze({ values: [], form: Object.freeze({ kind: "plain" } as const) });
