import { describeKind } from "@dataflow/core";
import type { ValueRule } from "./value-rule.ts";
import { checkValue, normaliseValue } from "./value-rules.ts";

/** Lists of scalars of one kind, none of them null. */
export const arrayValue: ValueRule<"array"> = {
  problem(value, { element }) {
    if (!Array.isArray(value)) return `must be an array, and is ${describeKind(value)}`;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (item === null) return `has a null at index ${index}, and its elements cannot be null`;
      const problem = checkValue(element, item);
      if (problem !== undefined) return `has an element at index ${index} that ${problem}`;
    }
    return undefined;
  },
  normalise(value, { element }) {
    return Array.isArray(value) ? value.map((item) => normaliseValue(element, item)) : value;
  },
};
