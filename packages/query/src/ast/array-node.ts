import type { FilterNode } from "./filter-node.ts";

/** What is asked of an array. Values are of the kind of its elements. */
export type ArrayTest =
  /** Each of the values is an element; never an empty list. */
  | { readonly kind: "all"; readonly values: readonly unknown[] }
  /** One of the values is an element. */
  | { readonly kind: "overlap"; readonly values: readonly unknown[] }
  /** These elements in this order, and no others. */
  | { readonly kind: "equals"; readonly values: readonly unknown[] }
  | { readonly kind: "size"; readonly length: number }
  /** One element at least meets all of a filter, whose conditions name the array's field and are about the element. */
  | { readonly kind: "some"; readonly filter: FilterNode };

/** Asks something of an array field. A null in the row matches nothing. */
export interface ArrayNode {
  readonly kind: "array";
  readonly field: string;
  readonly test: ArrayTest;
}

/**
 * Rows whose array field has elements as asked for.
 *
 * @param field the field's name
 * @param test what is asked
 * @returns the node
 * @example
 * ```ts
 * import { arrayField } from "@dataflow/query";
 *
 * const urgent = arrayField("tags", { kind: "all", values: ["urgent"] });
 * ```
 */
export function arrayField(field: string, test: ArrayTest): ArrayNode {
  return Object.freeze({ kind: "array", field, test: Object.freeze(test) });
}
