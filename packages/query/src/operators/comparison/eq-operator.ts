import { EQUALITY_KINDS, type OperatorDefinition } from "../operator-definition.ts";

/** `{ age: { $eq: 18 } }`: equal to a value; null means null. */
export const eqOperator: OperatorDefinition = {
  kinds: EQUALITY_KINDS,
  remembered: "value",
  parse: (operand, use) => (operand === null ? use.target.isNull() : use.target.compare("eq", operand, use)),
};
