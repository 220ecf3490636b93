import type { ComparisonOperator } from "./comparison-node.ts";

/** A value that a place in a JSON document is compared with. */
export type JsonScalar = string | number | boolean;

/** What is asked of the place. `null` holds for a JSON null and for a place that is missing; `exists` only for what is there. */
export type JsonTest =
  | { readonly kind: "compare"; readonly operator: ComparisonOperator; readonly value: JsonScalar }
  | { readonly kind: "membership"; readonly values: readonly JsonScalar[] }
  | { readonly kind: "null" }
  | { readonly kind: "exists" };

/** Asks something of one place in a JSON field, reached by keys of objects. */
export interface JsonPathNode {
  readonly kind: "jsonPath";
  readonly field: string;
  readonly path: readonly string[];
  readonly test: JsonTest;
}

/**
 * Rows whose JSON field holds something at a place.
 *
 * @param field the field's name
 * @param path the keys from the document's root
 * @param test what is asked of the value there
 * @returns the node
 * @example
 * ```ts
 * import { jsonPath } from "@dataflow/query";
 *
 * const parisians = jsonPath("profile", ["city"], { kind: "compare", operator: "eq", value: "Paris" });
 * ```
 */
export function jsonPath(field: string, path: readonly string[], test: JsonTest): JsonPathNode {
  return Object.freeze({ kind: "jsonPath", field, path: Object.freeze([...path]), test: Object.freeze(test) });
}
