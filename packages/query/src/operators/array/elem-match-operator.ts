import { invalidFilter } from "../../parser/filter-error.ts";
import { ARRAY_KINDS, type OperatorDefinition } from "../operator-definition.ts";
import { jsonOf } from "./json-of.ts";

/** `{ "j.items": { $elemMatch: { price: { $gt: 5 } } } }`: an array with an element that matches all of it. */
export const elemMatchOperator: OperatorDefinition = {
  kinds: ARRAY_KINDS,
  parse: (operand, use) => {
    if (Array.isArray(operand)) throw invalidFilter(use.path, "must be an object, and is an array", "write { key: … }");
    const asked = use.parseElements(operand);
    return use.target.array?.some(asked) ?? jsonOf(use).test({ kind: "elements", ...asked });
  },
};
