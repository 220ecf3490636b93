import type { FilterNode, LeafNode } from "../ast/filter-node.ts";
import type { Scan } from "../compiler/scan-filter.ts";
import type { ShapePart } from "../compiler/shape-part.ts";

/** The one form of a value where a shape has a value; undefined for what does not fit there. */
export type AcceptValue = (value: unknown) => unknown;

/** A condition whose value is not there yet. */
export interface ValueSlot {
  readonly kind: LeafNode["kind"];
  readonly field: string;
  /** The condition with a value; not frozen yet. */
  readonly fill: (value: unknown) => LeafNode;
}

/** Adds one value to the parameters of a scan, and to its shape what the value decides of the text. */
export type BindValue = (value: unknown, scan: Scan) => void;

/** How the values of a shape travel, for the columns that its names mean. */
export interface BoundShape {
  readonly columns: ReadonlyMap<string, unknown>;
  readonly binds: readonly BindValue[];
  /** The shape's token. */
  readonly part: ShapePart;
}

/** All that filters have in common that differ in their values alone. Holds no value. */
export interface FilterShape {
  /** What stands for it in the shape of a statement. */
  readonly token: string;
  readonly kind: FilterNode["kind"];
  readonly slots: readonly ValueSlot[];
  /** The filter with values in place of the slots. */
  readonly build: (values: readonly unknown[]) => FilterNode;
  /** How its values travel, the last first: on one database or two, rarely among the columns of a subquery. */
  bounds: readonly BoundShape[];
}
