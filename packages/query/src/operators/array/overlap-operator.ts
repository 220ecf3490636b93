import { ARRAY_KINDS, type OperatorDefinition } from "../operator-definition.ts";
import { jsonOf } from "./json-of.ts";
import { listOperand } from "./list-operand.ts";

/** `{ "j.tags": { $overlap: ["a", "b"] } }`: an array with at least one of the values as an element. */
export const overlapOperator: OperatorDefinition = {
  kinds: ARRAY_KINDS,
  parse: (operand, use) => {
    const values = listOperand(operand, use);
    if (use.target.array !== undefined) return use.target.array.overlap(values, use.path);
    return jsonOf(use).test({ kind: "elements", ...use.parseElements({ $in: values }) });
  },
};
