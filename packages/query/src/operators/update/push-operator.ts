import { isPlainObject } from "@dataflow/core";
import { parsePush } from "./parse-push.ts";
import { printList } from "./print-list.ts";
import { printPush } from "./print-push.ts";
import { jsonOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Puts values into an array: at its end or at a place, then sorts it, then cuts it. */
export const pushOperator: UpdateOperator = {
  name: "$push",
  missing: "create",
  parse: (operand, path) => {
    if (isPlainObject(operand) && Object.hasOwn(operand, "$each")) return parsePush(operand, path);
    return {
      values: [[jsonOperand(operand, path)]],
      form: { kind: "push", position: "end", slice: "none", sort: [] },
    };
  },
  print: (current, printing) => printList(current, printing, "array", (array) => printPush(array, printing)),
};
