import type { FilterNode } from "./filter-node.ts";

/** One method for each kind of node, so that a new kind is a type error wherever it is not thought of. */
export type FilterVisitor<Result> = {
  readonly [Kind in FilterNode["kind"]]: (node: Extract<FilterNode, { readonly kind: Kind }>) => Result;
};

/**
 * Calls the method of a visitor that belongs to a node.
 *
 * @param node the node
 * @param visitor one method for each kind
 * @returns what the method returned
 * @example
 * ```ts
 * import { everything, visitFilter } from "@dataflow/query";
 *
 * const never = () => false;
 * const isOpen = visitFilter(everything(), {
 *   everything: () => true,
 *   nothing: never, and: never, or: never, not: never, fieldComparison: never, placeComparison: never, keyset: never, related: never, search: never,
 *   comparison: never, membership: never, null: never, text: never, like: never, regex: never, jsonPath: never, array: never,
 *   wholeNumber: never,
 * });
 * ```
 */
export function visitFilter<Result>(node: FilterNode, visitor: FilterVisitor<Result>): Result {
  switch (node.kind) {
    case "everything":
      return visitor.everything(node);
    case "nothing":
      return visitor.nothing(node);
    case "and":
      return visitor.and(node);
    case "or":
      return visitor.or(node);
    case "not":
      return visitor.not(node);
    case "fieldComparison":
      return visitor.fieldComparison(node);
    case "placeComparison":
      return visitor.placeComparison(node);
    case "keyset":
      return visitor.keyset(node);
    case "related":
      return visitor.related(node);
    case "search":
      return visitor.search(node);
    case "comparison":
      return visitor.comparison(node);
    case "membership":
      return visitor.membership(node);
    case "null":
      return visitor.null(node);
    case "text":
      return visitor.text(node);
    case "like":
      return visitor.like(node);
    case "regex":
      return visitor.regex(node);
    case "jsonPath":
      return visitor.jsonPath(node);
    case "array":
      return visitor.array(node);
    case "wholeNumber":
      return visitor.wholeNumber(node);
  }
}
