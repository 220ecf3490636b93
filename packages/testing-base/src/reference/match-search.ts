/**
 * Whether texts match a search of `$text`: the meaning of it, written down as plainly as possible. Words are runs of
 * letters, digits and marks, in small letters, Latin ones without accents.
 *
 * @param search what `$search` holds
 * @param texts the texts that are searched, of one row
 * @returns whether they match
 * @example
 * ```ts
 * import { matchesSearch } from "@dataflow/testing/reference";
 *
 * matchesSearch('coffee -"iced latte"', ["Coffee & cake", null]); // true
 * ```
 */
export function matchesSearch(search: string, texts: readonly (string | null)[]): boolean {
  const lists = texts.map((text) => wordsIn(text ?? ""));
  const holds = (phrase: readonly string[]) =>
    lists.some((words) => words.some((_, at) => phrase.every((word, index) => words[at + index] === word)));
  const asked = readSearch(search);
  if (asked.without.some(holds)) return false;
  return asked.phrases.length > 0 ? asked.phrases.every(holds) : asked.words.some((word) => holds([word]));
}

/** An accent alone leaves an empty word, which nothing is equal to. */
function wordsIn(text: string): readonly string[] {
  return (text.match(/(?:(?![\ufe00-\ufe0f])[\p{L}\p{N}\p{M}\p{Co}])+/gu) ?? []).map((run) =>
    Array.from(run, fold).join(""),
  );
}

function fold(letter: string): string {
  const small = letter.toLowerCase();
  return /\p{Script=Latin}|\p{Script=Inherited}/u.test(letter)
    ? small.normalize("NFD").replace(/[\u0300-\u0331]/g, "")
    : small;
}

interface Asked {
  readonly words: string[];
  readonly phrases: (readonly string[])[];
  readonly without: (readonly string[])[];
}

/** Character by character: a dash after a blank negates what comes next, a quote begins a phrase if there is one to end it. */
function readSearch(search: string): Asked {
  const asked: Asked = { words: [], phrases: [], without: [] };
  let isNegated = false;
  let rest = search;
  let before = " ";
  while (rest !== "") {
    const phrase = /^"([^"]*)"/.exec(rest);
    const run = /^(?:(?![\ufe00-\ufe0f])[\p{L}\p{N}\p{M}\p{Co}])+/u.exec(rest);
    const taken = phrase?.[0] ?? run?.[0] ?? String.fromCodePoint(rest.codePointAt(0) ?? 0);
    const words = wordsIn(phrase?.[1] ?? run?.[0] ?? "").filter((word) => word !== "");
    if (words.length > 0 && isNegated) asked.without.push(words);
    else if (words.length > 0 && phrase !== null) asked.phrases.push(words);
    else asked.words.push(...words);
    if (words.length > 0 || phrase !== null) isNegated = false;
    else if (taken === "-" && /\s/.test(before)) isNegated = true;
    rest = rest.slice(taken.length);
    before = taken;
  }
  return asked;
}
