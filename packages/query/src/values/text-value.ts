import { describeKind } from "@dataflow/core";
import { asIs, type TypeOf, type ValueRule } from "./value-rule.ts";

/**
 * What keeps a string from being stored the same on every database.
 *
 * @param value a string
 * @returns the problem, if any
 */
export function stringProblem(value: string): string | undefined {
  if (!value.isWellFormed())
    return "is not well-formed Unicode: it has half of a surrogate pair, which toWellFormed() replaces";
  if (value.includes("\0")) return "contains a NUL character, which no text column can hold; take it out";
  return undefined;
}

/** Texts: well-formed, without NUL, at most `length` code points. */
export const textValue: ValueRule<"text"> = {
  problem(value, type) {
    if (typeof value !== "string") return `must be a string, and is ${describeKind(value)}`;
    return stringProblem(value) ?? lengthProblem(value, type);
  },
  normalise: asIs,
};

function lengthProblem(value: string, { length }: TypeOf<"text">): string | undefined {
  // A string has at most as many code points as UTF-16 units, so most are settled without counting.
  if (length === undefined || value.length <= length) return undefined;
  let count = 0;
  for (const _ of value) count++;
  return count > length ? `has ${count} characters, and ${length} fit` : undefined;
}
