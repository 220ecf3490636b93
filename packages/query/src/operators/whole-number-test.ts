import type { FilterNode } from "../ast/filter-node.ts";
import { type WholeNumberTest, wholeNumber } from "../ast/whole-number-node.ts";
import type { OperatorUse } from "./operator-definition.ts";

/**
 * A test of the digits of a number, which a column holds or a place in a document.
 *
 * @param use the operator's use
 * @param test what is asked
 * @returns the node
 */
export function wholeNumberTest({ target }: OperatorUse, test: WholeNumberTest): FilterNode {
  return target.json === undefined ? wholeNumber(target.field, test) : target.json.test(test);
}
