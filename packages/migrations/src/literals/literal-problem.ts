import type { ColumnType, LiteralValue } from "@dataflow/core";
import { checkValue } from "@dataflow/query";
import { literalValue } from "./literal-value.ts";

/**
 * What keeps a literal from being the default of a column of a type. The literal itself is never repeated.
 *
 * @param type the column's type
 * @param literal the literal
 * @returns the end of a sentence that starts with the default, or undefined when there is nothing wrong
 */
export function literalProblem(type: ColumnType, literal: LiteralValue): string | undefined {
  if (literal === null) return undefined;
  const value = literalValue(type, literal);
  return value === undefined ? "is not JSON text" : checkValue(type, value);
}
