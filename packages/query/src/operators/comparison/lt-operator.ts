import { nothing } from "../../ast/nothing-node.ts";
import { type OperatorDefinition, ORDER_KINDS } from "../operator-definition.ts";

/** `{ age: { $lt: 18 } }`: less than a value; nothing is beyond null. */
export const ltOperator: OperatorDefinition = {
  kinds: ORDER_KINDS,
  remembered: "value",
  parse: (operand, use) => (operand === null ? nothing() : use.target.compare("lt", operand, use)),
};
