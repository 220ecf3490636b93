import type { FilterNode } from "../../ast/filter-node.ts";
import type { JsonPathNode } from "../../ast/json-path-node.ts";
import { joinBalanced } from "../predicate-text.ts";

/**
 * Prints how conditions on a document are joined; what they ask of it is printed by the caller. Each part is in brackets
 * where it needs them.
 *
 * @param filter conditions made by `jsonPath`
 * @param place prints the condition on one place
 * @param refusal what is thrown for a condition on a column
 * @returns a condition that is true, or false or NULL
 */
export function documentLogic(
  filter: FilterNode,
  place: (condition: JsonPathNode) => string,
  refusal: () => Error,
): string {
  switch (filter.kind) {
    case "everything":
      return "TRUE";
    case "nothing":
      return "FALSE";
    case "and":
    case "or": {
      const parts = filter.children.map((child) => documentLogic(child, place, refusal));
      return `(${joinBalanced(parts, filter.kind === "and" ? "AND" : "OR")})`;
    }
    case "not":
      return `((${documentLogic(filter.child, place, refusal)}) IS NOT TRUE)`;
    case "jsonPath":
      return place(filter);
    default:
      throw refusal();
  }
}
