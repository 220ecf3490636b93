import type { FilterNode } from "../ast/filter-node.ts";
import type { FilterShape } from "./filter-shape.ts";

/** What a node was made of, where its shape was known before it was made. */
export interface Recollection {
  readonly shape: FilterShape;
  /** One for each slot of the shape, checked, in its one form. */
  readonly values: readonly unknown[];
}

/** Gives a subclass a node to put its private field on, instead of an object of its own. */
class OfNode {
  constructor(node: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the field must be on the node, where nobody else can put one; a WeakMap takes ten times as long
    return node;
  }
}

class Recalled extends OfNode {
  readonly #recollection: Recollection;

  constructor(node: object, recollection: Recollection) {
    super(node);
    this.#recollection = recollection;
  }

  static of(node: object): Recollection | undefined {
    return #recollection in node ? node.#recollection : undefined;
  }
}

/**
 * What a node was made of.
 *
 * @param node any node
 * @returns its shape and values; undefined for a node whose shape was not known
 */
export function recollectionOf(node: FilterNode): Recollection | undefined {
  return Recalled.of(node);
}

/** The node of a joint, which writes out its parts when somebody looks at them: a compiler that knows the shape does not. */
class RecalledJoint<Kind extends "and" | "or"> {
  readonly kind: Kind;
  #children: readonly FilterNode[] | undefined;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  get children(): readonly FilterNode[] {
    this.#children ??= childrenOf(this);
    return this.#children;
  }

  /** As a node that was written out. */
  toJSON(): object {
    return { kind: this.kind, children: this.children };
  }
}

function childrenOf(joint: object): readonly FilterNode[] {
  const recollection = Recalled.of(joint);
  const node = recollection?.shape.build(recollection.values);
  return node?.kind === "and" || node?.kind === "or" ? node.children : [];
}

/**
 * Makes the node of a filter whose shape is known.
 *
 * @param shape the shape
 * @param values one for each slot
 * @returns the node that the parser would have made; its caller freezes it where others get it, which takes longer than all else here
 */
export function recalledNode(shape: FilterShape, values: readonly unknown[]): FilterNode {
  if (shape.kind === "and") return stamped(new RecalledJoint("and"), { shape, values });
  if (shape.kind === "or") return stamped(new RecalledJoint("or"), { shape, values });
  const slot = shape.slots[0];
  return slot !== undefined && slot.kind === shape.kind
    ? stamped(slot.fill(values[0]), { shape, values })
    : shape.build(values);
}

function stamped<Node extends FilterNode>(node: Node, recollection: Recollection): Node {
  new Recalled(node, recollection);
  return node;
}
