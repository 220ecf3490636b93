import { isPlainObject } from "@dataflow/core";
import { allOf } from "../../ast/and-node.ts";
import type { FilterNode } from "../../ast/filter-node.ts";
import { nothing } from "../../ast/nothing-node.ts";
import { invalidFilter } from "../../parser/filter-error.ts";
import { ARRAY_KINDS, type OperatorDefinition, type OperatorUse } from "../operator-definition.ts";
import { listOperand } from "./list-operand.ts";

/** `{ "j.tags": { $all: ["a", "b"] } }`: each of the values is there, in whatever order. An empty list matches nothing. */
export const allOperator: OperatorDefinition = {
  kinds: ARRAY_KINDS,
  parse: (operand, use) => {
    const values = listOperand(operand, use);
    if (values.length === 0) return nothing();
    const matches = values.filter(isElemMatch).length;
    if (matches > 0 && matches < values.length) {
      throw invalidFilter(use.path, "mixes $elemMatch with values", "write $elemMatch for all of them, or for none");
    }
    const { array } = use.target;
    if (array !== undefined && matches === 0) return array.all(values, use.path);
    return allOf(values.map((value, index) => parseOne(value, index, use)));
  },
};

function parseOne(value: unknown, index: number, use: OperatorUse): FilterNode {
  if (isElemMatch(value)) return use.parseOperators(value);
  return value === null ? use.target.isNull() : use.target.compare("eq", value, { path: `${use.path}.${index}` });
}

function isElemMatch(value: unknown): boolean {
  return isPlainObject(value) && Object.hasOwn(value, "$elemMatch");
}
