/** Matches every row: what an empty filter means. */
export interface EverythingNode {
  readonly kind: "everything";
}

const EVERYTHING: EverythingNode = Object.freeze({ kind: "everything" });

/**
 * A node that matches every row.
 *
 * @returns the one such node
 * @example
 * ```ts
 * import { everything } from "@dataflow/query";
 *
 * console.log(everything().kind); // "everything"
 * ```
 */
export function everything(): EverythingNode {
  return EVERYTHING;
}
