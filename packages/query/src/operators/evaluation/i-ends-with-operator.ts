import { like } from "../../ast/like-node.ts";
import { not } from "../../ast/not-node.ts";
import { escapeLike } from "../../pattern/text-patterns.ts";
import { type OperatorDefinition, TEXT_KINDS } from "../operator-definition.ts";
import { textOperand } from "../text-operand.ts";

/** `{ name: { $iEndsWith: "an" } }`: texts that end with another, with A–Z the same as a–z; every text does so with the empty one. */
export const iEndsWithOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  parse: (operand, use) => {
    const text = textOperand(operand, use);
    return text === "" ? not(use.target.isNull()) : like(use.target.field, `%${escapeLike(text)}`, true);
  },
};
