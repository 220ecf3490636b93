import { not } from "../../ast/not-node.ts";
import { booleanOperand } from "../boolean-operand.ts";
import { ANY_KIND, type OperatorDefinition } from "../operator-definition.ts";

/** `{ age: { $null: true } }`: null, or (in a JSON document) missing. */
export const nullOperator: OperatorDefinition = {
  kinds: ANY_KIND,
  remembered: "flag",
  parse: (operand, use) => (booleanOperand(operand, use) ? use.target.isNull() : not(use.target.isNull())),
};
