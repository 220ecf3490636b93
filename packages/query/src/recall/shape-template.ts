import { isDeepStrictEqual } from "node:util";
import type { FilterNode, LeafNode } from "../ast/filter-node.ts";
import { listOf, textOf } from "../dialects/scalar-encoding.ts";
import type { FilterShape, ValueSlot } from "./filter-shape.ts";

type Build = FilterShape["build"];

interface Templating {
  readonly values: readonly unknown[];
  readonly slots: ValueSlot[];
}

let shapeCount = 0;

/**
 * Makes a shape of a parsed filter.
 *
 * @param node the filter
 * @param values the values that were seen on the way through it
 * @returns the shape; undefined unless each condition of the filter has exactly one of the values, in their order
 */
export function shapeOf(node: FilterNode, values: readonly unknown[]): FilterShape | undefined {
  const templating: Templating = { values, slots: [] };
  const build = templateOf(node, templating);
  const { slots } = templating;
  if (build === undefined || slots.length !== values.length) return undefined;
  shapeCount += 1;
  return { token: `~${shapeCount};`, kind: node.kind, slots: Object.freeze(slots), build, bounds: [] };
}

function templateOf(node: FilterNode, templating: Templating): Build | undefined {
  switch (node.kind) {
    case "everything":
    case "nothing":
    case "null":
      return constant(node);
    case "not": {
      const child = templateOf(node.child, templating);
      return child && negation(child);
    }
    case "and":
    case "or":
      return jointTemplate(node.kind, node.children, templating);
    default:
      return leafTemplate(node, templating);
  }
}

// Closures of their own: one made beside the node would keep it, and with it somebody's values.
function constant(node: FilterNode): Build {
  return () => node;
}

function negation(child: Build): Build {
  return (values) => Object.freeze({ kind: "not", child: child(values) });
}

function joint(kind: "and" | "or", children: readonly Build[]): Build {
  return (values) => Object.freeze({ kind, children: Object.freeze(children.map((child) => child(values))) });
}

function leaf(slot: ValueSlot, index: number): Build {
  return (values) => Object.freeze(slot.fill(values[index]));
}

function jointTemplate(kind: "and" | "or", nodes: readonly FilterNode[], templating: Templating): Build | undefined {
  const children: Build[] = [];
  for (const node of nodes) {
    const child = templateOf(node, templating);
    if (child === undefined) return undefined;
    children.push(child);
  }
  return joint(kind, children);
}

/** The parser itself says what became of a value, so a wrong guess about it is never remembered. */
function leafTemplate(node: FilterNode, { values, slots }: Templating): Build | undefined {
  const slot = slotOf(node);
  const index = slots.length;
  if (slot === undefined || index >= values.length) return undefined;
  if (!isDeepStrictEqual(slot.fill(values[index]), node)) return undefined;
  slots.push(slot);
  return leaf(slot, index);
}

/** The slot of a condition with one value; undefined for others. */
function slotOf(node: FilterNode): ValueSlot | undefined {
  switch (node.kind) {
    case "comparison": {
      const { kind, field, operator } = node;
      return { kind, field, fill: (value): LeafNode => ({ kind, field, operator, value }) };
    }
    case "membership": {
      const { kind, field } = node;
      return { kind, field, fill: (values): LeafNode => ({ kind, field, values: listOf(values) }) };
    }
    case "text": {
      const { kind, field, position } = node;
      return { kind, field, fill: (text): LeafNode => ({ kind, field, position, text: textOf(text) }) };
    }
    case "like": {
      const { kind, field, ignoreCase } = node;
      return { kind, field, fill: (text): LeafNode => ({ kind, field, pattern: textOf(text), ignoreCase }) };
    }
    default:
      return undefined;
  }
}
