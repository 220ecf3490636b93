import { printList } from "./print-list.ts";
import { invalidUpdate } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Takes the first (-1) or the last (1) element out of an array. */
export const popOperator: UpdateOperator = {
  name: "$pop",
  missing: "keep",
  parse: (operand, path) => {
    if (operand !== 1 && operand !== -1)
      throw invalidUpdate(path, "must be 1 for the last element or -1 for the first", "write { $pop: { list: 1 } }");
    return { values: [], form: { kind: "pop", end: operand === 1 ? "last" : "first" } };
  },
  print: (current, printing) =>
    printList(current, printing, "nothing", (array) => {
      const { json, form, name, alias } = printing;
      const source = json.elements(array, alias());
      const isLast = form.kind === "pop" && form.end === "last";
      const edge = `SELECT ${isLast ? "max" : "min"}(${source.position}) FROM ${source.from}`;
      return name(`(${edge})`, (position) => {
        const kept = json.elements(array, alias());
        return json.collect({ value: kept.value, source: kept, where: `${kept.position} <> ${position}` });
      });
    }),
};
