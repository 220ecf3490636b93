import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { OperationType } from "./operation-type.ts";

/** What can be done to objects of one kind. */
export interface KindOperations<Kind extends ObjectKind = ObjectKind> {
  readonly create: OperationType<Kind>;
  readonly drop: OperationType<Kind>;
  readonly rename?: OperationType<Kind>;
  /** In the order in which they run. What none of them covers is done by a drop and a creation. */
  readonly alter: readonly OperationType<Kind>[];
  /**
   * Makes an object anew with all its changes at once, and those of its indexes and triggers that go with the old one and
   * nobody else makes again. Absent where no operation on it, or on its parts, needs that.
   */
  rebuild?(remade: readonly CatalogObject<"index" | "trigger">[]): OperationType<Kind>;
}

/** The operations of a dialect, for every kind that it has. */
export type OperationRegistry = { readonly [Kind in ObjectKind]?: KindOperations<Kind> };

/**
 * The operations for a kind, for callers that handle all kinds alike.
 *
 * @param registry the operations of a dialect
 * @param kind the kind of an object
 * @returns its operations; undefined when the dialect has no such objects
 */
export function operationsOf(registry: OperationRegistry, kind: ObjectKind): KindOperations | undefined {
  // The registry gives each kind the operations of that kind, so whoever passes objects of the kind that he asked for is
  // right; the compiler cannot follow that correlation.
  return registry[kind] as KindOperations | undefined;
}
