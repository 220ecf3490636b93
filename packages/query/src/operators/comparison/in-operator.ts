import { anyOf } from "../../ast/or-node.ts";
import { invalidFilter, tooComplex } from "../../parser/filter-error.ts";
import { EQUALITY_KINDS, type OperatorDefinition } from "../operator-definition.ts";

/** `{ status: { $in: ["new", null] } }`: one of the values; null among them means null. An empty list matches nothing. */
export const inOperator: OperatorDefinition = {
  kinds: EQUALITY_KINDS,
  remembered: "list",
  parse: (operand, use) => {
    if (!Array.isArray(operand))
      throw invalidFilter(use.path, "must be a list of values", "put the values in an array");
    const values: readonly unknown[] = operand;
    const { listLength } = use.limits;
    if (values.length > listLength) {
      throw tooComplex(
        use.path,
        `has ${values.length} values, and ${listLength} are allowed`,
        "ask in several queries",
      );
    }
    if (!values.includes(null)) return use.target.isOneOf(values, use);
    const present = Array.from(values).filter((value) => value !== null);
    return anyOf([use.target.isOneOf(present, use), use.target.isNull()]);
  },
};
