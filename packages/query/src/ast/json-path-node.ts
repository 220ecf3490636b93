import type { JsonValue } from "../types/json-value.ts";
import type { ComparisonOperator } from "./comparison-node.ts";
import type { FilterNode } from "./filter-node.ts";
import type { LikeNode } from "./like-node.ts";
import type { RegexNode } from "./regex-node.ts";
import type { TextNode } from "./text-node.ts";

/** A value that a place in a JSON document is compared with. */
export type JsonScalar = string | number | boolean;

/** The types of JSON values. */
export type JsonType = "null" | "number" | "string" | "object" | "array" | "boolean";

/** Which bits of a whole number are asked for. */
export type BitCondition = "allSet" | "anySet" | "allClear" | "anyClear";

/**
 * What is asked of a value. A condition on a place holds when it holds for the value there or, where that is an array,
 * for one of its elements; `size`, `elements` and `exists` look at the value only. `null` holds for a JSON null and for
 * a place that is missing; `exists` only for what is there.
 */
export type JsonTest =
  | { readonly kind: "compare"; readonly operator: ComparisonOperator; readonly value: JsonScalar }
  /** Equal to a whole array or object; the order of an object's keys does not count. */
  | { readonly kind: "equals"; readonly value: JsonValue }
  /** An array before or after another: the first elements that differ decide, then the lengths. */
  | {
      readonly kind: "arrayOrder";
      readonly operator: Exclude<ComparisonOperator, "eq">;
      readonly value: readonly JsonValue[];
    }
  | { readonly kind: "membership"; readonly values: readonly JsonScalar[] }
  | { readonly kind: "null" }
  | { readonly kind: "exists" }
  | { readonly kind: "type"; readonly types: readonly JsonType[] }
  | { readonly kind: "size"; readonly length: number }
  | { readonly kind: "remainder"; readonly divisor: bigint; readonly remainder: bigint }
  | { readonly kind: "bits"; readonly condition: BitCondition; readonly mask: bigint }
  | { readonly kind: "text"; readonly condition: TextNode | LikeNode | RegexNode }
  /**
   * An array one of whose elements matches. The filter's places start at the element; an element itself is the empty
   * path. `of: "members"` looks only at elements that have members: objects and arrays.
   */
  | { readonly kind: "elements"; readonly of: "values" | "members"; readonly filter: FilterNode };

/**
 * Asks something of one place in a JSON field. Keys lead through objects, and through the objects in an array, one level
 * of it; a key that is a number leads to an element of an array too.
 */
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
