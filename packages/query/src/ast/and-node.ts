import { recollectionOf } from "../recall/recalled-node.ts";
import { everything } from "./everything-node.ts";
import type { FilterNode } from "./filter-node.ts";
import { partsOf, unwrittenNode } from "./unwritten-and-node.ts";

/** Matches what all of its children match; always two or more of them, none an `and` itself. */
export interface AndNode {
  readonly kind: "and";
  readonly children: readonly FilterNode[];
}

/**
 * What all of the given nodes match. Nested conjunctions are taken in flat, so that every conjunct stays in sight of
 * {@link assertContains}; none at all means everything.
 *
 * @param nodes the conjuncts
 * @returns the simplest node of that meaning
 * @example
 * ```ts
 * import { allOf, equals, isNull } from "@dataflow/query";
 *
 * const where = allOf([equals("tenantId", "acme"), isNull("deletedAt")]);
 * ```
 */
export function allOf(nodes: readonly FilterNode[]): FilterNode {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const children: FilterNode[] = [];
  for (const node of nodes) {
    if (node.kind === "nothing") return node;
    if (node.kind === "and") {
      if (isUnwritten(node)) return unwrittenConjunction(nodes);
      children.push(...node.children);
    } else if (node.kind !== "everything") children.push(node);
  }
  const [first] = children;
  if (first === undefined) return everything();
  return children.length === 1 ? first : Object.freeze({ kind: "and", children: Object.freeze(children) });
}

/** Whether nobody has written out the parts of a conjunction yet. */
function isUnwritten(node: AndNode): boolean {
  return partsOf(node) !== undefined || recollectionOf(node) !== undefined;
}

/** A filter that was recalled stays whole, so that a compiler which knows its shape need not look into it. */
function unwrittenConjunction(nodes: readonly FilterNode[]): FilterNode {
  const parts: FilterNode[] = [];
  for (const node of nodes) {
    if (node.kind === "nothing") return node;
    if (node.kind === "everything") continue;
    const inner = partsOf(node);
    if (inner !== undefined) parts.push(...inner);
    else if (node.kind === "and" && !isUnwritten(node)) parts.push(...node.children);
    else parts.push(node);
  }
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : unwrittenNode(parts);
}
