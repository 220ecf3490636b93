import { type OperatorDefinition, ORDER_KINDS } from "../operator-definition.ts";

/** `{ age: { $lte: 18 } }`: less than or equal to a value; equal to null counts, so null means null. */
export const lteOperator: OperatorDefinition = {
  kinds: ORDER_KINDS,
  remembered: "value",
  parse: (operand, use) => (operand === null ? use.target.isNull() : use.target.compare("lte", operand, use)),
};
