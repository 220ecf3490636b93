/** Matches rows where a field is null. */
export interface NullNode {
  readonly kind: "null";
  readonly field: string;
}

/**
 * Rows where a field is null.
 *
 * @param field the field's name
 * @returns the node
 * @example
 * ```ts
 * import { isNull } from "@dataflow/query";
 *
 * const live = isNull("deletedAt");
 * ```
 */
export function isNull(field: string): NullNode {
  return Object.freeze({ kind: "null", field });
}
