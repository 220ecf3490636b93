import { foldedScripts } from "./folded-letters.ts";
import { accentRanges, wordRanges } from "./word-characters.ts";

/** The longest word that can be looked for, in characters. Longer ones are kept out of indexes, which could not hold them. */
export const MAX_WORD_LENGTH = 200;

interface WordPatterns {
  readonly word: RegExp;
  readonly accents: RegExp;
  readonly folded: ReadonlyMap<string, string>;
}

let patterns: WordPatterns | undefined;

/** Made when words are first asked for: most programs never do. */
function wordPatterns(): WordPatterns {
  if (patterns === undefined) {
    const accents = classOf(accentRanges());
    const folded = new Map<string, string>();
    for (const { from, to } of foldedScripts()) {
      const targets = Array.from(to);
      for (const [index, letter] of Array.from(from).entries()) folded.set(letter, targets[index] ?? letter);
    }
    patterns = {
      word: new RegExp(`[${classOf(wordRanges())}${accents}]+`, "gu"),
      accents: new RegExp(`[${accents}]`, "gu"),
      folded,
    };
  }
  return patterns;
}

function classOf(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("");
}

/**
 * The words of a text as every database finds them: runs of letters, digits and marks, in small letters and without
 * accents. `"Iced Café-Crème"` has the words `iced`, `cafe` and `creme`.
 *
 * @param text any text
 * @returns the words, in their order
 * @example
 * ```ts
 * import { wordsOf } from "@dataflow/query";
 *
 * wordsOf("Iced Café-Crème!"); // ["iced", "cafe", "creme"]
 * ```
 */
export function wordsOf(text: string): readonly string[] {
  const { word, accents, folded } = wordPatterns();
  const words: string[] = [];
  for (const [found] of text.matchAll(word)) {
    let folding = "";
    for (const letter of found.replace(accents, "")) {
      folding += letter >= "A" && letter <= "Z" ? letter.toLowerCase() : (folded.get(letter) ?? letter);
    }
    if (folding !== "") words.push(folding);
  }
  return words;
}
