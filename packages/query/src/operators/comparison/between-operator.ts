import { allOf } from "../../ast/and-node.ts";
import { invalidFilter } from "../../parser/filter-error.ts";
import { type OperatorDefinition, ORDER_KINDS } from "../operator-definition.ts";

/** `{ age: { $between: [18, 65] } }`: from the first value to the second, both included. */
export const betweenOperator: OperatorDefinition = {
  kinds: ORDER_KINDS,
  remembered: "pair",
  parse: (operand, use) => {
    if (!Array.isArray(operand) || operand.length !== 2) {
      throw invalidFilter(use.path, "must be a list of two values", "write $between: [lowest, highest]");
    }
    const [low, high]: readonly unknown[] = operand;
    const { path, target } = use;
    return allOf([
      target.compare("gte", low, { path: `${path}.0` }),
      target.compare("lte", high, { path: `${path}.1` }),
    ]);
  },
};
