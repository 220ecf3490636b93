import { isPlainObject } from "@dataflow/core";
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
    return plainOperand(distinct(listOperand(operand.$each, `${path}.$each`)));
  },
  print: (current, printing) =>
    printList(current, printing, "array", (array) => {
      const { json, constant, alias, name } = printing;
      const given = json.elements(constant(0), alias());
      const stored = json.elements(array, alias());
      const isStored = `EXISTS (SELECT 1 FROM ${stored.from} WHERE ${json.same(given.value, stored.value)})`;
      const added = json.collect({ value: given.value, source: given, where: `NOT ${isStored}` });
      return name(added, (fresh) => json.concat(array, fresh));
    }),
};

/** Each value once. Databases do not mind the order of keys, so it is left out of what is compared. */
function distinct(values: readonly unknown[]): readonly unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) {
    const text = JSON.stringify(value, sortKeys);
    if (!seen.has(text)) seen.set(text, value);
  }
  return [...seen.values()];
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
