/** Matches rows whose field is one of some values, none of them null. An empty list matches nothing. */
export interface MembershipNode {
  readonly kind: "membership";
  readonly field: string;
  readonly values: readonly unknown[];
}

/**
 * Rows whose field is one of the values. However many there are, they travel as one parameter.
 *
 * @param field the field's name
 * @param values values of the field's kind, without null
 * @returns the node
 * @example
 * ```ts
 * import { isOneOf } from "@dataflow/query";
 *
 * const open = isOneOf("status", ["new", "paid"]);
 * ```
 */
export function isOneOf(field: string, values: readonly unknown[]): MembershipNode {
  return Object.freeze({ kind: "membership", field, values });
}
