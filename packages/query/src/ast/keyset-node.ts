import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { SortNode } from "./sort-node.ts";

/** One key of an order, and where in it a position is. */
export interface KeysetKey {
  readonly sort: SortNode;
  /** As the database stores it, so that nothing of it is lost on the way: a `Date` would drop microseconds. */
  readonly value: SqlParameter;
}

/** Matches the rows that come after a position in an order. */
export interface KeysetNode {
  readonly kind: "keyset";
  readonly keys: readonly KeysetKey[];
  /** Whether a row at the position itself matches too. */
  readonly isInclusive: boolean;
}

/**
 * The rows that come after a position in an order. The order must tell all rows apart: see `totalOrder`.
 *
 * @param orderBy the order
 * @param position the stored value of each of its keys, as `StatementPlan.readPosition` gives them
 * @param isInclusive whether a row at the position itself is meant too
 * @returns the node
 * @example
 * ```ts
 * import { afterPosition, totalOrder } from "@dataflow/query";
 *
 * const where = afterPosition(totalOrder([], ["id"]), [41]); // id > 41
 * ```
 */
export function afterPosition(
  orderBy: readonly SortNode[],
  position: readonly SqlParameter[],
  isInclusive = false,
): KeysetNode {
  const keys = orderBy.map((sort, index) => Object.freeze({ sort, value: position[index] ?? null }));
  return Object.freeze({ kind: "keyset", keys: Object.freeze(keys), isInclusive });
}
