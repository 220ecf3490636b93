import { numberOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Multiplies a number; what is missing becomes 0. The second value is that 0. */
export const mulOperator: UpdateOperator = {
  name: "$mul",
  missing: "create",
  parse: (operand, path) => ({ values: [numberOperand(operand, path), 0], form: { kind: "plain" } }),
  print: (current, { json, constant, fail }) =>
    `CASE WHEN ${current} IS NULL THEN ${constant(1)} WHEN ${json.isType(current, "number")} THEN ${json.compute(json.number(current), "*", json.number(constant(0)))} ELSE ${fail("a number", current)} END`,
};
