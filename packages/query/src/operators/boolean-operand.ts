import { describeKind } from "@dataflow/core";
import { invalidValue, undefinedValue } from "../parser/filter-error.ts";
import type { OperatorUse } from "./operator-definition.ts";

/**
 * An operand that must be true or false.
 *
 * @param operand what was given
 * @param use the operator's use
 * @returns the operand
 * @throws QUERY.INVALID_VALUE for anything else
 */
export function booleanOperand(operand: unknown, use: OperatorUse): boolean {
  if (typeof operand === "boolean") return operand;
  if (operand === undefined) throw undefinedValue(use.path);
  throw invalidValue(use.path, `must be true or false, and is ${describeKind(operand)}`, "pass true or false");
}
