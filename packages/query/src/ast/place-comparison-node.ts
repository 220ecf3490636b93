import type { JsonValue } from "../types/json-value.ts";

/** One side of a comparison with a place in a document. */
export type PlaceOperand =
  | { readonly kind: "place"; readonly field: string; readonly path: readonly string[] }
  | { readonly kind: "column"; readonly field: string }
  | { readonly kind: "value"; readonly value: JsonValue };

/**
 * Compares places in documents with each other, with columns or with values, by the order that MongoDB's expressions have:
 * a missing place, null, numbers, texts, objects, arrays, booleans. Two objects are only equal or not, and so are two arrays:
 * neither is greater.
 */
export interface PlaceComparisonNode {
  readonly kind: "placeComparison";
  readonly left: PlaceOperand;
  readonly operator: "eq" | "gt";
  readonly right: PlaceOperand;
}

/**
 * Rows in which a place in a document compares with something in the given way.
 *
 * @param left the first side
 * @param operator `eq`, or `gt` for "the left one is greater"
 * @param right the second side
 * @returns the node
 * @example
 * ```ts
 * import { comparePlaces } from "@dataflow/query";
 *
 * const spent = { kind: "place", field: "account", path: ["spent"] } as const;
 * const overdrawn = comparePlaces(spent, "gt", { kind: "place", field: "account", path: ["limit"] });
 * ```
 */
export function comparePlaces(left: PlaceOperand, operator: "eq" | "gt", right: PlaceOperand): PlaceComparisonNode {
  return Object.freeze({ kind: "placeComparison", left: Object.freeze(left), operator, right: Object.freeze(right) });
}
