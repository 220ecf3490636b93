/** Matches no row. */
export interface NothingNode {
  readonly kind: "nothing";
}

const NOTHING: NothingNode = Object.freeze({ kind: "nothing" });

/**
 * A node that matches no row.
 *
 * @returns the one such node
 * @example
 * ```ts
 * import { allOf, equals, nothing } from "@dataflow/query";
 *
 * console.log(allOf([equals("name", "Ann"), nothing()]).kind); // "nothing"
 * ```
 */
export function nothing(): NothingNode {
  return NOTHING;
}
