import type { QueryRelation } from "../table/query-relation.ts";
import type { FilterNode } from "./filter-node.ts";

/** Matches rows from which a relation leads to at least one row that matches a filter of its own. */
export interface RelatedNode {
  readonly kind: "related";
  readonly relation: QueryRelation;
  /** About the rows at the relation's end. */
  readonly where: FilterNode;
}

/**
 * Rows from which a relation leads to at least one row of the given kind.
 *
 * @param relation the relation
 * @param where which rows at its end
 * @returns the node
 * @example
 * ```ts
 * import { equals, hasRelated, type QueryTable } from "@dataflow/query";
 *
 * function customersWhoPaid(customers: QueryTable) {
 *   const orders = customers.relations?.get("orders");
 *   return orders === undefined ? undefined : hasRelated(orders, equals("status", "paid"));
 * }
 * ```
 */
export function hasRelated(relation: QueryRelation, where: FilterNode): RelatedNode {
  return Object.freeze({ kind: "related", relation, where });
}
