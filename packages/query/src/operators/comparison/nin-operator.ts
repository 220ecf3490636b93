import { not } from "../../ast/not-node.ts";
import { EQUALITY_KINDS, type OperatorDefinition } from "../operator-definition.ts";
import { inOperator } from "./in-operator.ts";

/** `{ status: { $nin: ["new"] } }`: none of the values; rows with null match unless null is among them. */
export const ninOperator: OperatorDefinition = {
  kinds: EQUALITY_KINDS,
  remembered: "list",
  parse: (operand, use) => not(inOperator.parse(operand, use)),
};
