import { isPlainObject } from "../../values/plain-object.ts";
import { printList } from "./print-list.ts";
import { invalidUpdate, jsonOperand, listOperand, plainOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

/** Puts values at the end of an array that it does not have yet, each once. */
export const addToSetOperator: UpdateOperator = {
  name: "$addToSet",
  missing: "create",
  parse: (operand, path) => {
    if (!isPlainObject(operand) || !Object.hasOwn(operand, "$each")) return plainOperand([jsonOperand(operand, path)]);
    const other = Object.keys(operand).find((key) => key !== "$each");
    if (other !== undefined) throw invalidUpdate(path, "has more beside $each", "write { $each: [ … ] } alone");
    return plainOperand(listOperand(operand.$each, `${path}.$each`));
  },
  print: (current, printing) =>
    printList(current, printing, "array", (array) => {
      const { json, constant, alias, name } = printing;
      const given = json.elements(constant(0), alias());
      const stored = json.elements(array, alias());
      const earlier = json.elements(constant(0), alias());
      const isStored = `EXISTS (SELECT 1 FROM ${stored.from} WHERE ${json.same(given.value, stored.value)})`;
      const isRepeated = `EXISTS (SELECT 1 FROM ${earlier.from} WHERE ${earlier.position} < ${given.position} AND ${json.same(given.value, earlier.value)})`;
      const added = json.collect({ value: given.value, source: given, where: `NOT ${isStored} AND NOT ${isRepeated}` });
      return name(added, (fresh) => json.concat(array, fresh));
    }),
};
