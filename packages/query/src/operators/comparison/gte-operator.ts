import { type OperatorDefinition, ORDER_KINDS } from "../operator-definition.ts";

/** `{ age: { $gte: 18 } }`: greater than or equal to a value; equal to null counts, so null means null. */
export const gteOperator: OperatorDefinition = {
  kinds: ORDER_KINDS,
  remembered: "value",
  parse: (operand, use) => (operand === null ? use.target.isNull() : use.target.compare("gte", operand, use)),
};
