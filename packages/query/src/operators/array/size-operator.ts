import { describeKind } from "@dataflow/core";
import { invalidValue, undefinedValue } from "../../parser/filter-error.ts";
import { ARRAY_KINDS, type OperatorDefinition } from "../operator-definition.ts";
import { jsonOf } from "./json-of.ts";

const MAX_LENGTH = 2_147_483_647;

/** `{ "j.tags": { $size: 2 } }`: an array of that many elements. */
export const sizeOperator: OperatorDefinition = {
  kinds: ARRAY_KINDS,
  parse: (operand, use) => {
    if (operand === undefined) throw undefinedValue(use.path);
    if (typeof operand !== "number" || !Number.isInteger(operand) || operand < 0 || operand > MAX_LENGTH) {
      const found = typeof operand === "number" ? "is none" : `is ${describeKind(operand)}`;
      throw invalidValue(use.path, `must be a whole number from 0 on, and ${found}`, "pass a number of elements");
    }
    const length = operand === 0 ? 0 : operand;
    return use.target.array?.size(length) ?? jsonOf(use).test({ kind: "size", length });
  },
};
