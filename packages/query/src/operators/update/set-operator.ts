import { jsonOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Puts a value in a place, and makes the objects that lead there. */
export const setOperator: UpdateOperator = {
  name: "$set",
  missing: "create",
  parse: (operand, path) => plainOperand(jsonOperand(operand, path)),
  print: (_current, { constant }) => constant(0),
};
