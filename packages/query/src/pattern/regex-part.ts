/** One member of a character class: a range of code points, its ends included. */
export interface CharacterRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One part of a regular expression, free of any engine's spelling. `structure` is what every engine spells alike:
 * groups, alternatives and quantifiers.
 */
export type RegexPart =
  | { readonly kind: "character"; readonly codePoint: number }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly CharacterRange[] }
  /** Any character; `isAll` is the flag `s`: line ends too. */
  | { readonly kind: "any"; readonly isAll: boolean }
  /** `isLine` is the flag `m`: at every line, not only at the ends of the text. Lines end at `\n`, as in MongoDB. */
  | { readonly kind: "start" | "end"; readonly isLine: boolean }
  | { readonly kind: "boundary"; readonly negated: boolean }
  | { readonly kind: "structure"; readonly text: string };
