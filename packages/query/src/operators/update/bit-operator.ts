import { isPlainObject } from "@dataflow/core";
import { invalidUpdate, wholeOperand } from "./update-operand.ts";
import type { UpdateOperator } from "./update-operator.ts";

const WORDS = ["and", "or", "xor"] as const;
type Word = (typeof WORDS)[number];

/** Combines a whole number with others bit by bit; what is missing counts as 0. The first value is that 0. */
export const bitOperator: UpdateOperator = {
  name: "$bit",
  missing: "create",
  parse: (operand, path) => {
    const given = isPlainObject(operand) ? Object.entries(operand) : [];
    const words = given
      .map(([key]) => WORDS.find((word) => word === key))
      .filter((word): word is Word => word !== undefined);
    if (given.length === 0 || words.length < given.length) {
      throw invalidUpdate(path, "must be an object of and, or, xor", "write { $bit: { flags: { or: 4 } } }");
    }
    const values = given.map(([key, value]) => wholeOperand(value, `${path}.${key}`));
    return { values: [0, ...values], form: { kind: "bits", words } };
  },
  print: (current, { json, form, constant, name, fail }) => {
    const words = form.kind === "bits" ? form.words : [];
    const start = `CASE WHEN ${current} IS NULL THEN ${constant(0)} WHEN ${json.isType(current, "number")} THEN ${current} ELSE ${fail("a whole number", current)} END`;
    return words.reduce(
      (value, word, index) =>
        name(value, (left) => {
          const isWhole = `${json.number(left)} = floor(${json.number(left)})`;
          const bits = json.bits(json.number(left), word, json.number(constant(index + 1)));
          return `CASE WHEN ${isWhole} THEN ${bits} ELSE ${fail("a whole number", left)} END`;
        }),
      start,
    );
  },
};
