import { type OperatorDefinition, TEXT_KINDS } from "../operator-definition.ts";
import { acceptPattern, parseLike } from "./like-operator.ts";

/** `{ name: { $ilike: "an%" } }`: as `$like`, with A–Z the same as a–z. Other letters are compared as written, on every database. */
export const ilikeOperator: OperatorDefinition = {
  kinds: TEXT_KINDS,
  remembered: acceptPattern,
  parse: (operand, use) => parseLike(operand, use, true),
};
