import type { ColumnKind, ColumnType } from "@dataflow/core";
import { arrayValue } from "./array-value.ts";
import { dateValue, timestampValue, timeValue } from "./date-value.ts";
import { decimalValue } from "./decimal-value.ts";
import { jsonValue } from "./json-value.ts";
import { bigintValue, integerValue, realValue } from "./number-value.ts";
import { booleanValue, bytesValue, enumValue, unknownValue, uuidValue } from "./simple-value.ts";
import { textValue } from "./text-value.ts";
import { asIs, type ValueRule } from "./value-rule.ts";

type ValueRules = { readonly [Kind in ColumnKind]: ValueRule<Kind> };

const RULES: ValueRules = {
  text: textValue,
  integer: integerValue,
  bigint: bigintValue,
  real: realValue,
  decimal: decimalValue,
  boolean: booleanValue,
  timestamp: timestampValue,
  date: dateValue,
  time: timeValue,
  uuid: uuidValue,
  json: jsonValue,
  array: arrayValue,
  enum: enumValue,
  bytes: bytesValue,
  unknown: unknownValue,
};

/** The rule of a type's kind. */
function ruleOf(type: ColumnType): ValueRule<ColumnKind> {
  // The rule and the type have the same kind, which TypeScript cannot follow through the lookup.
  return RULES[type.kind] as unknown as ValueRule<ColumnKind>;
}

/**
 * What is wrong with a value for a column, if anything. Null is not looked at: whether it may stand is the column's
 * affair, not its type's (for JSON it is a document like any other).
 *
 * @param type the column's type
 * @param value the value, not null
 * @returns the end of a sentence that starts with the field, such as `must be a Date, and is a string`; never quotes the value
 * @example
 * ```ts
 * import { checkValue } from "@dataflow/query";
 *
 * checkValue({ kind: "integer" }, 1.5); // "must be a whole number, and has a fraction"
 * ```
 */
export function checkValue(type: ColumnType, value: unknown): string | undefined {
  return ruleOf(type).problem(value, type);
}

/**
 * The one form of a value: what reads back after it was written. Decimals get their scale, UUIDs lower case, times
 * their canonical fraction; -0 becomes 0. Null stays null.
 *
 * @param type the column's type
 * @param value a value that {@link checkValue} has nothing against, or null
 * @returns the value in its one form
 * @example
 * ```ts
 * import { normaliseValue } from "@dataflow/query";
 *
 * normaliseValue({ kind: "decimal", precision: 12, scale: 2 }, "250"); // "250.00"
 * ```
 */
export function normaliseValue(type: ColumnType, value: unknown): unknown {
  return value === null ? null : ruleOf(type).normalise(value, type);
}

/**
 * Makes what checks a value for a column and gives its one form at once.
 *
 * @param type the column's type
 * @returns takes a value that is not null; gives undefined for what {@link checkValue} has something against
 * @example
 * ```ts
 * import { valueAcceptor } from "@dataflow/query";
 *
 * const accept = valueAcceptor({ kind: "decimal", precision: 12, scale: 2 });
 * console.log(accept("250"), accept("a lot")); // 250.00 undefined
 * ```
 */
export function valueAcceptor(type: ColumnType): (value: unknown) => unknown {
  const { problem, normalise } = ruleOf(type);
  if (normalise === asIs) return (value) => (problem(value, type) === undefined ? value : undefined);
  return (value) => (problem(value, type) === undefined ? normalise(value, type) : undefined);
}
