const MAX_CODE_POINT = 0x10ffff;

/**
 * The least text, in the order of code points, that comes after every text with a given beginning.
 *
 * @param prefix the beginning
 * @returns that text, or undefined when there is none (no beginning, or one of last characters only)
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? MAX_CODE_POINT;
    if (last === MAX_CODE_POINT) continue;
    // Surrogates are no characters of their own, and no text may hold one.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

/**
 * Makes every character of a text stand for itself in a LIKE pattern.
 *
 * @param text the text
 * @returns the pattern
 */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/**
 * Makes every character of a text stand for itself in a GLOB pattern.
 *
 * @param text the text
 * @returns the pattern
 */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, "[$&]");
}

/**
 * The GLOB pattern that matches what a LIKE pattern does, letter case included.
 *
 * @param pattern a LIKE pattern with `\` as escape
 * @returns the GLOB pattern
 */
export function globFromLike(pattern: string): string {
  return pattern.replace(/\\(.)|[%_*?[]/gsu, (found: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escapeGlob(escaped);
    if (found === "%") return "*";
    return found === "_" ? "?" : `[${found}]`;
  });
}
