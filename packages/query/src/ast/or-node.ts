import { everything } from "./everything-node.ts";
import type { FilterNode } from "./filter-node.ts";
import { nothing } from "./nothing-node.ts";

/** Matches what any of its children matches; always two or more of them, none an `or` itself. */
export interface OrNode {
  readonly kind: "or";
  readonly children: readonly FilterNode[];
}

/**
 * What any of the given nodes matches; none at all means nothing.
 *
 * @param nodes the alternatives
 * @returns the simplest node of that meaning
 * @example
 * ```ts
 * import { anyOf, equals, isNull } from "@dataflow/query";
 *
 * const where = anyOf([equals("status", "new"), isNull("status")]);
 * ```
 */
export function anyOf(nodes: readonly FilterNode[]): FilterNode {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const children: FilterNode[] = [];
  for (const node of nodes) {
    if (node.kind === "everything") return everything();
    if (node.kind === "or") children.push(...node.children);
    else if (node.kind !== "nothing") children.push(node);
  }
  const [first] = children;
  if (first === undefined) return nothing();
  return children.length === 1 ? first : Object.freeze({ kind: "or", children: Object.freeze(children) });
}
