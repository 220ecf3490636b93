import { describeKind } from "@dataflow/core";
import { invalidValue, tooComplex, undefinedValue } from "../parser/filter-error.ts";
import { DEFAULT_FILTER_LIMITS } from "../parser/filter-limits.ts";
import { stringProblem } from "../values/text-value.ts";
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
    throw invalidValue(use.path, `must be a string, and is ${describeKind(operand)}`, "pass a string");
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

/**
 * Takes a text that {@link textOperand} takes within the default limits. The empty text is another shape, and is left to
 * the operator.
 *
 * @param operand what was given
 * @returns the text; undefined for anything else
 */
export function acceptText(operand: unknown): string | undefined {
  if (typeof operand !== "string" || operand === "" || operand.length > DEFAULT_FILTER_LIMITS.patternLength)
    return undefined;
  return stringProblem(operand) === undefined ? operand : undefined;
}
