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
    const present = values.filter((value) => value !== null);
    const membership = use.target.isOneOf(present, use.path);
    return present.length === values.length ? membership : anyOf([membership, use.target.isNull()]);
  },
};
