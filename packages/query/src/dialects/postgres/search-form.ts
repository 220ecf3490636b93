import type { SearchNode } from "../../ast/search-node.ts";
import { quoteIdentifier } from "../predicate-text.ts";
import type { SearchForm } from "../query-dialect.ts";
import { arrayLiteral } from "./codecs/array-literal.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** The function that text indexes are made with: the words of a text, with blanks between and around them. */
export const WORDS_FUNCTION = "dataflow_words";

/**
 * The SQL of the words of several columns, as one text. The words of two columns are kept apart by a sign that is in no
 * word, so that no phrase leads from one to the next.
 *
 * @param columns the SQL of each column
 * @param schema the database schema of their table
 * @returns an expression that is never null
 */
export function wordText(columns: readonly string[], schema: string | undefined): string {
  const name = schema === undefined ? WORDS_FUNCTION : `${quoteIdentifier(schema)}.${WORDS_FUNCTION}`;
  return columns.map((column) => `${name}(${column} COLLATE "C")`).join(" || '|' || ");
}

/**
 * The SQL of the list of words that a text index is over.
 *
 * @param columns the SQL of each column
 * @param schema the database schema of their table
 * @returns an expression
 */
export function wordList(columns: readonly string[], schema: string | undefined): string {
  return `string_to_array(btrim(${wordText(columns, schema)}), ' ')`;
}

/** What is asked, list by list; empty ones are left out of the text. */
interface SearchLists {
  /** One of them. */
  readonly words: readonly string[];
  /** All words of all phrases: what the index finds, before phrases are looked at as such. */
  readonly phraseWords: readonly string[];
  readonly phrases: readonly string[];
  readonly withoutWords: readonly string[];
  readonly withoutPhrases: readonly string[];
}

function listsOf({ words, phrases, without }: SearchNode): SearchLists {
  const isPhrase = (phrase: readonly string[]) => phrase.length > 1;
  const pattern = (phrase: readonly string[]) => `% ${phrase.join(" ")} %`;
  return {
    words,
    phraseWords: [...new Set(phrases.flat())],
    phrases: phrases.filter(isPhrase).map(pattern),
    withoutWords: without.filter((phrase) => !isPhrase(phrase)).flat(),
    withoutPhrases: without.filter(isPhrase).map(pattern),
  };
}

const ORDER = ["words", "phraseWords", "phrases", "withoutWords", "withoutPhrases"] as const;

/** A search over arrays of words, which an index of the kind GIN serves; phrases are texts in the text of the words. */
export const postgresSearch: SearchForm<PostgresCodec> = {
  shape: (node) => {
    const lists = listsOf(node);
    return ORDER.map((name) => (lists[name].length > 0 ? "1" : "0")).join("");
  },
  bind: (node, parameters) => {
    const lists = listsOf(node);
    for (const name of ORDER) if (lists[name].length > 0) parameters.push(arrayLiteral(lists[name], String));
  },
  print: (node, { table, columns }, place, isNegated) => {
    const lists = listsOf(node);
    const names = columns.map((column) => column.sql);
    const list = wordList(names, table.schema);
    const text = `(${wordText(names, table.schema)})`;
    const next = () => `${place()}::text[]`;
    const print: Readonly<Record<keyof SearchLists, () => string>> = {
      words: () => `${list} && ${next()}`,
      phraseWords: () => `${list} @> ${next()}`,
      phrases: () => `${text} LIKE ALL (${next()})`,
      withoutWords: () => `NOT ${list} && ${next()}`,
      withoutPhrases: () => `NOT ${text} LIKE ANY (${next()})`,
    };
    const parts = ORDER.filter((name) => lists[name].length > 0).map((name) => print[name]());
    return `${isNegated ? "NOT " : ""}(${parts.join(" AND ")})`;
  },
};
