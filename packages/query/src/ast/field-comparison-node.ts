/**
 * Compares two fields of a row by the order that MongoDB's expressions have: null equals null, and comes before every
 * value. All other comparisons are these, turned round or negated.
 */
export interface FieldComparisonNode {
  readonly kind: "fieldComparison";
  readonly left: string;
  readonly operator: "eq" | "gt";
  readonly right: string;
}

/**
 * Rows in which two fields compare in the given way.
 *
 * @param left the first field's name
 * @param operator `eq`, or `gt` for "the left one is greater"
 * @param right the second field's name, of a kind that can be compared with the first
 * @returns the node
 * @example
 * ```ts
 * import { compareFields } from "@dataflow/query";
 *
 * const overdrawn = compareFields("total", "gt", "limit");
 * ```
 */
export function compareFields(left: string, operator: "eq" | "gt", right: string): FieldComparisonNode {
  return Object.freeze({ kind: "fieldComparison", left, operator, right });
}
