import { not } from "../../ast/not-node.ts";
import { booleanOperand } from "../boolean-operand.ts";
import { ANY_KIND, type OperatorDefinition } from "../operator-definition.ts";

/**
 * `{ age: { $exists: true } }`: there is a value. A column exists where it is not null; a place in a JSON document exists
 * also where it holds a JSON null.
 */
export const existsOperator: OperatorDefinition = {
  kinds: ANY_KIND,
  remembered: "flag",
  parse: (operand, use) => (booleanOperand(operand, use) ? use.target.exists() : not(use.target.exists())),
};
