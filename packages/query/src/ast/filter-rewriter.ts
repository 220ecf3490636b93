import { allOf } from "./and-node.ts";
import type { FilterNode, LeafNode } from "./filter-node.ts";
import { not } from "./not-node.ts";
import { anyOf } from "./or-node.ts";

/** Says what a condition on a field becomes; the node itself leaves it as it is. */
export type FilterRewriter = (leaf: LeafNode) => FilterNode;

/**
 * Rebuilds a filter with every condition on a field passed through a rewriter. Comparisons of two fields stay as they are.
 *
 * @param node the filter
 * @param rewrite what each condition becomes
 * @returns the new filter; unchanged parts are shared with the old one
 * @example
 * ```ts
 * import { equals, rewriteFilter } from "@dataflow/query";
 *
 * const renamed = rewriteFilter(equals("mail", "a@b.c"), (leaf) => (leaf.field === "mail" ? { ...leaf, field: "email" } : leaf));
 * ```
 */
export function rewriteFilter(node: FilterNode, rewrite: FilterRewriter): FilterNode {
  switch (node.kind) {
    case "everything":
    case "nothing":
    case "fieldComparison":
    case "placeComparison":
    case "keyset":
    // What is searched is the table's to say.
    case "search":
    // What is asked at the end of a relation is about fields of another table.
    case "related":
      return node;
    case "and":
      return allOf(node.children.map((child) => rewriteFilter(child, rewrite)));
    case "or":
      return anyOf(node.children.map((child) => rewriteFilter(child, rewrite)));
    case "not":
      return not(rewriteFilter(node.child, rewrite));
    default:
      return rewrite(node);
  }
}
