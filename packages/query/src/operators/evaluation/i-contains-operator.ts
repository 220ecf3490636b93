import { like } from "../../ast/like-node.ts";
import { not } from "../../ast/not-node.ts";
import { escapeLike } from "../../pattern/text-patterns.ts";
import { type OperatorDefinition, TEXT_KINDS } from "../operator-definition.ts";
import { textOperand } from "../text-operand.ts";

/** `{ name: { $iContains: "an" } }`: texts that contain another, with A–Z the same as a–z; every text does so with the empty one. */
export const iContainsOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  parse: (operand, use) => {
    const text = textOperand(operand, use);
    return text === "" ? not(use.target.isNull()) : like(use.target.field, `%${escapeLike(text)}%`, true);
  },
};
