import { parseCondition } from "./parse-condition.ts";
import { printCondition } from "./print-condition.ts";
import { printList } from "./print-list.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Takes every element out of an array that satisfies a condition. */
export const pullOperator: UpdateOperator = {
  name: "$pull",
  missing: "keep",
  parse: (operand, path) => {
    const values: unknown[] = [];
    const condition = parseCondition(operand, path, values);
    return { values, form: { kind: "pull", condition } };
  },
  print: (current, printing) =>
    printList(current, printing, "nothing", (array) => {
      const { json, form, alias } = printing;
      if (form.kind !== "pull") return array;
      const source = json.elements(array, alias());
      const where = `NOT ${printCondition(source.value, form.condition, printing)}`;
      return json.collect({ value: source.value, source, where });
    }),
};
