import { not } from "../../ast/not-node.ts";
import { ANY_KIND, type OperatorDefinition } from "../operator-definition.ts";

/** `{ age: { $not: { $gt: 18 } } }`: exactly the rows that the operators under it do not match, rows with null included. */
export const fieldNotOperator: OperatorDefinition = {
  kinds: ANY_KIND,
  remembered: "operators",
  parse: (operand, use) => not(use.parseOperators(operand)),
};
