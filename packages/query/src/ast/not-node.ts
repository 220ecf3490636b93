import { everything } from "./everything-node.ts";
import type { FilterNode } from "./filter-node.ts";
import { nothing } from "./nothing-node.ts";

/** Matches exactly what its child does not, rows with nulls included: logic has two values here, unlike in SQL. */
export interface NotNode {
  readonly kind: "not";
  readonly child: FilterNode;
}

/**
 * Exactly the rows that a node does not match.
 *
 * @param node what is negated
 * @returns the simplest node of that meaning
 * @example
 * ```ts
 * import { equals, not } from "@dataflow/query";
 *
 * const where = not(equals("status", "paid")); // also where status is null
 * ```
 */
export function not(node: FilterNode): FilterNode {
  if (node.kind === "everything") return nothing();
  if (node.kind === "nothing") return everything();
  if (node.kind === "not") return node.child;
  return Object.freeze({ kind: "not", child: node });
}
