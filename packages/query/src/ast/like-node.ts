/** Matches whole texts against a pattern of `%` (any run), `_` (any one character) and `\` (takes the next as it is). */
export interface LikeNode {
  readonly kind: "like";
  readonly field: string;
  readonly pattern: string;
  /** Whether the letters A–Z and a–z are the same; other letters are always compared as written. */
  readonly ignoreCase: boolean;
}

/**
 * Rows whose text field matches a LIKE pattern.
 *
 * @param field the field's name
 * @param pattern the pattern
 * @param ignoreCase whether ASCII letters match in either case
 * @returns the node
 * @example
 * ```ts
 * import { like } from "@dataflow/query";
 *
 * const nodes = like("name", "%Node", false);
 * ```
 */
export function like(field: string, pattern: string, ignoreCase: boolean): LikeNode {
  return Object.freeze({ kind: "like", field, pattern, ignoreCase });
}
