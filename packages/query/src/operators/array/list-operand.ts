import { invalidFilter, tooComplex, undefinedValue } from "../../parser/filter-error.ts";
import type { OperatorUse } from "../operator-definition.ts";

/**
 * An operand that must be a list.
 *
 * @param operand what was given
 * @param use the operator's use
 * @returns the list
 * @throws QUERY.INVALID_FILTER for anything else, QUERY.TOO_COMPLEX for a very long one
 */
export function listOperand(operand: unknown, use: OperatorUse): readonly unknown[] {
  if (operand === undefined) throw undefinedValue(use.path);
  if (!Array.isArray(operand)) throw invalidFilter(use.path, "must be a list of values", "put the values in an array");
  const { listLength } = use.limits;
  if (operand.length > listLength) {
    throw tooComplex(use.path, `has ${operand.length} values, and ${listLength} are allowed`, "ask in several queries");
  }
  return operand;
}
