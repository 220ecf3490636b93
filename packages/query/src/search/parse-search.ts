import { wordsOf } from "./words-of.ts";

/** What a search asks for. Phrases are lists of words. */
export interface Search {
  /** One of them is enough; empty when there are phrases, which decide then. */
  readonly words: readonly string[];
  /** All of them, each with its words next to each other. */
  readonly phrases: readonly (readonly string[])[];
  /** None of them. */
  readonly without: readonly (readonly string[])[];
}

/** A quote, a dash that negates, or a run of other characters up to the next blank, quote or such a dash. */
const PARTS = /"|(?<dash>(?<=^|\s)-)|[^\s"]+/gu;

interface Reading {
  readonly words: string[];
  readonly phrases: (readonly string[])[];
  readonly without: (readonly string[])[];
}

/**
 * Reads a search as MongoDB does: words, phrases in double quotes, and a dash before what must not be there. A dash inside
 * of a word only separates. A quote that is not closed is none.
 *
 * @param text the search
 * @returns what it asks for
 */
export function parseSearch(text: string): Search {
  const reading: Reading = { words: [], phrases: [], without: [] };
  let isNegated = false;
  PARTS.lastIndex = 0;
  for (let part = PARTS.exec(text); part !== null; part = PARTS.exec(text)) {
    const [found] = part;
    if (part.groups?.dash !== undefined) {
      isNegated = true;
      continue;
    }
    const end = found === '"' ? text.indexOf('"', part.index + 1) : -1;
    if (found !== '"') isNegated = addWords(found, isNegated, reading);
    else if (end >= 0) {
      addPhrase(text.slice(part.index + 1, end), isNegated, reading);
      isNegated = false;
      PARTS.lastIndex = end + 1;
    }
  }
  const { words, phrases, without } = reading;
  return { words: phrases.length > 0 ? [] : [...new Set(words)], phrases, without };
}

/** A negation is of one word: `-a-b` looks for b without a. It waits for the next word where this part has none. */
function addWords(part: string, isNegated: boolean, { words, without }: Reading): boolean {
  const [first, ...others] = wordsOf(part);
  if (first === undefined) return isNegated;
  if (isNegated) without.push([first]);
  else words.push(first);
  words.push(...others);
  return false;
}

function addPhrase(text: string, isNegated: boolean, { phrases, without }: Reading): void {
  const phrase = wordsOf(text);
  if (phrase.length > 0) (isNegated ? without : phrases).push(phrase);
}
