import { not } from "../../ast/not-node.ts";
import { EQUALITY_KINDS, type OperatorDefinition } from "../operator-definition.ts";
import { eqOperator } from "./eq-operator.ts";

/** `{ age: { $ne: 18 } }`: everything but that value, rows with null included. */
export const neOperator: OperatorDefinition = {
  kinds: EQUALITY_KINDS,
  remembered: "value",
  parse: (operand, use) => not(eqOperator.parse(operand, use)),
};
