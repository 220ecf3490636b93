import type { AndNode } from "./and-node.ts";
import type { FilterNode } from "./filter-node.ts";

/** A conjunction of which some parts are conjunctions themselves; it is written out flat when somebody looks at it. */
class UnwrittenAnd implements AndNode {
  readonly kind = "and";
  readonly #parts: readonly FilterNode[];
  #children: readonly FilterNode[] | undefined;

  constructor(parts: readonly FilterNode[]) {
    this.#parts = parts;
  }

  get children(): readonly FilterNode[] {
    this.#children ??= Object.freeze(this.#parts.flatMap((part) => (part.kind === "and" ? part.children : [part])));
    return this.#children;
  }

  /** As a node that was written out. */
  toJSON(): object {
    return { kind: this.kind, children: this.children };
  }

  static partsOf(node: FilterNode): readonly FilterNode[] | undefined {
    return #parts in node ? node.#parts : undefined;
  }
}

/**
 * Joins parts without looking into them.
 *
 * @param parts two or more conjuncts
 * @returns the conjunction
 */
export function unwrittenNode(parts: readonly FilterNode[]): AndNode {
  return Object.freeze(new UnwrittenAnd(parts));
}

/**
 * The parts that a conjunction was joined of.
 *
 * @param node any node
 * @returns its parts, which may be conjunctions; undefined for a node that is written out
 */
export function partsOf(node: FilterNode): readonly FilterNode[] | undefined {
  return UnwrittenAnd.partsOf(node);
}
