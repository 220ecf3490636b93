import type { Search } from "../search/parse-search.ts";

/** Matches rows whose texts, those that the table declares for it, hold words and phrases as a search asks. */
export interface SearchNode extends Search {
  readonly kind: "search";
}

/**
 * Rows that a search finds in the texts that their table declares for it.
 *
 * @param search words, of which one is enough unless there are phrases; phrases; and what must not be there
 * @returns the node
 * @example
 * ```ts
 * import { searchText } from "@dataflow/query";
 *
 * const coffee = searchText({ words: ["coffee", "espresso"], phrases: [], without: [["cake"]] });
 * ```
 */
export function searchText({ words, phrases, without }: Search): SearchNode {
  return Object.freeze({ kind: "search", words, phrases, without });
}
