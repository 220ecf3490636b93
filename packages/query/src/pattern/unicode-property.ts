import type { CharacterRange } from "./regex-part.ts";

/** Where characters are assigned; nothing between is, and will be for long. */
const ASSIGNED: readonly CharacterRange[] = [
  { from: 1, to: 0xd7ff },
  { from: 0xe000, to: 0x3ffff },
  { from: 0xe0000, to: 0xe0fff },
];
/** Unassigned, private and half characters: a property that has one of them has too many to list. */
const ELSEWHERE = ["\u{50000}", "\u{8fffe}", "\u{f0000}", "\u{10ffff}", "\ue000", "\ud800", "\u0378"] as const;

const found = new Map<string, readonly CharacterRange[] | undefined>();

/**
 * The characters that have a property of Unicode, such as `L` or `Script=Latin`: listed, so that every database matches
 * the same ones.
 *
 * @param name the property, as JavaScript's expressions write it between the braces of `\p{…}`
 * @returns the characters; undefined for a property of characters that are not assigned
 */
export function unicodeProperty(name: string): readonly CharacterRange[] | undefined {
  // There are as many names as Unicode has properties.
  if (!found.has(name)) found.set(name, listed(new RegExp(`\\p{${name}}`, "u")));
  return found.get(name);
}

function listed(property: RegExp): readonly CharacterRange[] | undefined {
  if (ELSEWHERE.some((character) => property.test(character))) return undefined;
  const ranges: CharacterRange[] = [];
  for (const { from, to } of ASSIGNED) {
    let start: number | undefined;
    for (let codePoint = from; codePoint <= to + 1; codePoint++) {
      const isIn = codePoint <= to && property.test(String.fromCodePoint(codePoint));
      if (isIn) start ??= codePoint;
      else if (start !== undefined) {
        ranges.push({ from: start, to: codePoint - 1 });
        start = undefined;
      }
    }
  }
  return Object.freeze(ranges);
}
