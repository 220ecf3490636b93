import type { SortNode } from "./sort-node.ts";

/**
 * An order that leaves no two rows equal: the primary key decides last, in the direction of the key before it, so that
 * one index over those columns can serve the whole order.
 *
 * @param orderBy the order as it was asked for
 * @param primaryKey the fields that tell rows apart
 * @returns the order with the fields of the primary key that it lacked
 * @example
 * ```ts
 * import { totalOrder } from "@dataflow/query";
 *
 * totalOrder([{ kind: "sort", field: "createdAt", direction: "desc", nulls: "last" }], ["id"]); // createdAt desc, id desc
 * ```
 */
export function totalOrder(orderBy: readonly SortNode[], primaryKey: readonly string[]): readonly SortNode[] {
  const rest = primaryKey.filter((field) => !orderBy.some((node) => node.field === field));
  if (rest.length === 0) return orderBy;
  const direction = orderBy.at(-1)?.direction ?? "asc";
  const nulls = direction === "asc" ? "first" : "last";
  return [...orderBy, ...rest.map((field): SortNode => ({ kind: "sort", field, direction, nulls }))];
}

/**
 * The same order seen from its end.
 *
 * @param orderBy the order
 * @returns the order in which the last row comes first
 * @example
 * ```ts
 * import { reverseOrder } from "@dataflow/query";
 *
 * reverseOrder([{ kind: "sort", field: "age", direction: "asc", nulls: "first" }]); // age desc, nulls last
 * ```
 */
export function reverseOrder(orderBy: readonly SortNode[]): readonly SortNode[] {
  return orderBy.map((node) => ({
    ...node,
    direction: node.direction === "asc" ? "desc" : "asc",
    nulls: node.nulls === "first" ? "last" : "first",
  }));
}
