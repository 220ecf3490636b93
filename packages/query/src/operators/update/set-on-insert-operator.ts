import { jsonOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Gives a new row a value, and leaves a stored one alone: an update only ever meets stored ones. */
export const setOnInsertOperator: UpdateOperator = {
  name: "$setOnInsert",
  missing: "ignore",
  parse: (operand, path) => plainOperand(jsonOperand(operand, path)),
  print: (current) => current,
};
