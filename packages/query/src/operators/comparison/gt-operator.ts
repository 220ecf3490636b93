import { nothing } from "../../ast/nothing-node.ts";
import { type OperatorDefinition, ORDER_KINDS } from "../operator-definition.ts";

/** `{ age: { $gt: 18 } }`: greater than a value; nothing is beyond null. */
export const gtOperator: OperatorDefinition = {
  kinds: ORDER_KINDS,
  remembered: "value",
  parse: (operand, use) => (operand === null ? nothing() : use.target.compare("gt", operand, use)),
};
