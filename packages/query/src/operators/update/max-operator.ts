import { printBefore } from "./print-order.ts";
import { jsonOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Keeps the greater of what is stored and what is given. */
export const maxOperator: UpdateOperator = {
  name: "$max",
  missing: "create",
  parse: (operand, path) => plainOperand(jsonOperand(operand, path)),
  print: (current, printing) =>
    printing.name(
      printing.constant(0),
      (given) =>
        `CASE WHEN ${current} IS NULL OR ${printBefore(current, given, printing)} THEN ${given} ELSE ${current} END`,
    ),
};
