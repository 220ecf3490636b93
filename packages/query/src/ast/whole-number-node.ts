import type { JsonTest } from "./json-path-node.ts";

/** What is asked of the digits of a whole number. */
export type WholeNumberTest = Extract<JsonTest, { readonly kind: "remainder" | "bits" }>;

/** Asks something of the digits of a whole number. A null in the row matches nothing. */
export interface WholeNumberNode {
  readonly kind: "wholeNumber";
  readonly field: string;
  readonly test: WholeNumberTest;
}

/**
 * Rows whose number has a remainder or bits as asked for.
 *
 * @param field the name of a field of whole numbers
 * @param test what is asked
 * @returns the node
 * @example
 * ```ts
 * import { wholeNumber } from "@dataflow/query";
 *
 * const odd = wholeNumber("id", { kind: "remainder", divisor: 2n, remainder: 1n });
 * ```
 */
export function wholeNumber(field: string, test: WholeNumberTest): WholeNumberNode {
  return Object.freeze({ kind: "wholeNumber", field, test: Object.freeze(test) });
}
