import { printBefore } from "./print-order.ts";
import { jsonOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Keeps the smaller of what is stored and what is given. */
export const minOperator: UpdateOperator = {
  name: "$min",
  missing: "create",
  parse: (operand, path) => plainOperand(jsonOperand(operand, path)),
  print: (current, printing) =>
    printing.name(
      printing.constant(0),
      (given) =>
        `CASE WHEN ${current} IS NULL OR ${printBefore(given, current, printing)} THEN ${given} ELSE ${current} END`,
    ),
};
