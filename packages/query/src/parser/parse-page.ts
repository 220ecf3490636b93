import { checkedCount } from "../compiler/order-and-page.ts";

/** How many rows, and how many to leave out before them. */
export interface Page {
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * Checks a limit and an offset.
 *
 * @param input the two numbers, each of which may be left out
 * @returns the page
 * @throws QUERY.INVALID_PAGE when one is not a whole number from zero on
 * @example
 * ```ts
 * import { parsePage } from "@dataflow/query";
 *
 * console.log(parsePage({ limit: 10 })); // { limit: 10 }
 * ```
 */
export function parsePage(input: { readonly limit?: unknown; readonly offset?: unknown }): Page {
  return Object.freeze({
    ...(input.limit === undefined ? {} : { limit: checkedCount("limit", input.limit) }),
    ...(input.offset === undefined ? {} : { offset: checkedCount("offset", input.offset) }),
  });
}
