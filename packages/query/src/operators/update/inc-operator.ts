import { numberOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Adds to a number; what is missing counts as 0. */
export const incOperator: UpdateOperator = {
  name: "$inc",
  missing: "create",
  parse: (operand, path) => plainOperand(numberOperand(operand, path)),
  print: (current, { json, constant, fail }) =>
    `CASE WHEN ${current} IS NULL THEN ${constant(0)} WHEN ${json.isType(current, "number")} THEN ${json.compute(json.number(current), "+", json.number(constant(0)))} ELSE ${fail("a number", current)} END`,
};
