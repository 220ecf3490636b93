import type { Diagnostic } from "@dataflow/core";
import type { QueryField } from "../table/query-table.ts";
import { checkValue } from "./value-rules.ts";

/**
 * Looks whether a value may be stored in a field.
 *
 * @param field the field
 * @param value the value; null where the field is nullable
 * @param path where it was found: `"User.age"`
 * @returns what is wrong, or undefined
 * @example
 * ```ts
 * import { validateValue } from "@dataflow/query";
 *
 * const age = { name: "age", column: "age", type: { kind: "integer" }, nullable: true } as const;
 * console.log(validateValue(age, "7", "User.age")?.message); // "User.age must be a whole number, and is a string"
 * ```
 */
export function validateValue(field: QueryField, value: unknown, path: string): Diagnostic | undefined {
  if (value === undefined) return finding("QUERY.UNDEFINED_VALUE", path, "is undefined", "leave it out, or pass null");
  if (value === null) {
    return field.nullable
      ? undefined
      : finding("QUERY.INVALID_VALUE", path, "is null, and the field is required", "pass a value");
  }
  const problem = checkValue(field.type, value);
  return problem === undefined ? undefined : finding("QUERY.INVALID_VALUE", path, problem, fixFor(field));
}

function finding(code: string, path: string, problem: string, fix: string): Diagnostic {
  return Object.freeze({ code, severity: "error", message: `${path} ${problem}`, path, fix });
}

const EXAMPLES: { readonly [Kind in QueryField["type"]["kind"]]: string } = {
  text: "a string",
  integer: "a whole number such as 42",
  bigint: "a bigint such as 42n",
  real: "a finite number such as 0.5",
  decimal: 'a decimal in a string such as "1.50"',
  boolean: "true or false",
  timestamp: 'a Date such as new Date("2001-01-31T08:30:00Z")',
  date: 'a date in a string such as "2001-01-31"',
  time: 'a time in a string such as "08:30:00"',
  uuid: "a UUID in a string, such as crypto.randomUUID() gives",
  json: "plain objects, arrays, strings, finite numbers, booleans and null",
  array: "an array of the element's kind",
  enum: "one of the values that the field declares",
  bytes: "a Uint8Array",
  unknown: "the database's own literal in a string",
};

/** So many values are listed in a message. */
const FEW = 8;

/**
 * What to pass for a field instead of a value that does not fit.
 *
 * @param field the field
 * @returns a sentence without its stop
 */
export function fixFor({ type }: QueryField): string {
  if (type.kind === "text" && type.length !== undefined) return `pass a string of at most ${type.length} characters`;
  if (type.kind === "enum" && type.values.length <= FEW)
    return `pass one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
  return `pass ${EXAMPLES[type.kind]}`;
}
