import { not } from "../../ast/not-node.ts";
import { hasText } from "../../ast/text-node.ts";
import { type OperatorDefinition, TEXT_KINDS } from "../operator-definition.ts";
import { acceptText, textOperand } from "../text-operand.ts";

/** `{ name: { $endsWith: "An" } }`: texts that end with another, letter case included; every text does so with the empty one. */
export const endsWithOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  remembered: acceptText,
  parse: (operand, use) => {
    const text = textOperand(operand, use);
    return text === "" ? not(use.target.isNull()) : hasText(use.target.field, "end", text);
  },
};
