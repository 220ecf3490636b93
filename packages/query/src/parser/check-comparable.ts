import type { FilterNode } from "../ast/filter-node.ts";
import { rewriteFilter } from "../ast/filter-rewriter.ts";
import { listIsNotComparable } from "./aggregate-operators.ts";

/**
 * Refuses conditions on lists that an aggregation collected.
 *
 * @param filter the filter
 * @param lists the names of the lists
 * @param path the place, for messages
 * @returns the filter
 * @throws QUERY.UNSUPPORTED_OPERATOR when it names one
 */
export function checkComparable(filter: FilterNode, lists: ReadonlySet<string>, path: string): FilterNode {
  if (lists.size === 0) return filter;
  return rewriteFilter(filter, (leaf) => {
    if (lists.has(leaf.field)) throw listIsNotComparable(path, leaf.field);
    return leaf;
  });
}
