import { NO_OPERAND } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Takes a place out of its object. An element of an array becomes null, so that the others keep their places. */
export const unsetOperator: UpdateOperator = {
  name: "$unset",
  missing: "ignore",
  parse: () => NO_OPERAND,
  print: (_current, { json }) => json.nothing,
};
