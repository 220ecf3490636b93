import { invalidValue, tooComplex, undefinedValue } from "../parser/filter-error.ts";
import { stringProblem } from "../values/text-value.ts";
import { describeType } from "../values/value-rule.ts";
import type { OperatorUse } from "./operator-definition.ts";

/**
 * An operand that must be a text or a pattern.
 *
 * @param operand what was given
 * @param use the operator's use
 * @returns the operand
 * @throws QUERY.INVALID_VALUE for anything else, QUERY.TOO_COMPLEX for a very long one
 */
export function textOperand(operand: unknown, use: OperatorUse): string {
  if (operand === undefined) throw undefinedValue(use.path);
  if (typeof operand !== "string")
    throw invalidValue(use.path, `must be a string, and is ${describeType(operand)}`, "pass a string");
  const problem = stringProblem(operand);
  if (problem !== undefined) throw invalidValue(use.path, problem, "pass a well-formed string");
  const { patternLength } = use.limits;
  if (operand.length > patternLength) {
    throw tooComplex(
      use.path,
      `has ${operand.length} characters, and ${patternLength} are allowed`,
      "look for a shorter text",
    );
  }
  return operand;
}
