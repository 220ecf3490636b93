import { printList } from "./print-list.ts";
import { listOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Takes every element out of an array that equals one of a list. */
export const pullAllOperator: UpdateOperator = {
  name: "$pullAll",
  missing: "keep",
  parse: (operand, path) => plainOperand(listOperand(operand, path)),
  print: (current, printing) =>
    printList(current, printing, "nothing", (array) => {
      const { json, constant, alias } = printing;
      const source = json.elements(array, alias());
      const unwanted = json.elements(constant(0), alias());
      const isUnwanted = `EXISTS (SELECT 1 FROM ${unwanted.from} WHERE ${json.same(source.value, unwanted.value)})`;
      return json.collect({ value: source.value, source, where: `NOT ${isUnwanted}` });
    }),
};
