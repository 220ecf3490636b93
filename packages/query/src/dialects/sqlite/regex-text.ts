import type { CharacterRange, RegexPart } from "../../pattern/regex-part.ts";

/** What JavaScript takes for line ends, where a `.` stops. */
const LINE_ENDS = "\\n\\r\\x{2028}\\x{2029}";
/** The distance between a capital letter of ASCII and its small one. */
const TO_LOWER = 32;
const CAPITALS: CharacterRange = Object.freeze({ from: 65, to: 90 });
const SMALLS: CharacterRange = Object.freeze({ from: 97, to: 122 });

/**
 * Writes a regular expression for a linear-time engine of RE2's syntax, which SQLite's `REGEXP` calls. Letter case is
 * spelt out: the engine's own flag would take letters beyond A–Z for each other.
 *
 * @param parts the expression, taken apart
 * @param ignoreCase whether ASCII letters match in either case
 * @returns the expression in RE2's spelling
 */
export function sqliteRegex(parts: readonly RegexPart[], ignoreCase: boolean): string {
  return parts.map((part) => partText(part, ignoreCase)).join("");
}

function partText(part: RegexPart, ignoreCase: boolean): string {
  switch (part.kind) {
    case "character": {
      const ranges = withOtherCase({ from: part.codePoint, to: part.codePoint }, ignoreCase);
      return ranges.length === 1 ? pointText(part.codePoint) : `[${ranges.map(rangeText).join("")}]`;
    }
    case "class": {
      const ranges = part.ranges.flatMap((range) => withOtherCase(range, ignoreCase));
      return `[${part.negated ? "^" : ""}${ranges.map(rangeText).join("")}]`;
    }
    case "any":
      return part.isAll ? "(?s:.)" : `[^${LINE_ENDS}]`;
    case "start":
      return part.isLine ? "(?m:^)" : "\\A";
    case "end":
      return part.isLine ? "(?m:$)" : "\\z";
    case "boundary":
      return part.negated ? "\\B" : "\\b";
    case "structure":
      return part.text;
  }
}

function withOtherCase(range: CharacterRange, ignoreCase: boolean): readonly CharacterRange[] {
  if (!ignoreCase) return [range];
  return [range, ...shifted(range, CAPITALS, TO_LOWER), ...shifted(range, SMALLS, -TO_LOWER)];
}

/** What a range shares with some letters, moved to the other letter case. */
function shifted(range: CharacterRange, letters: CharacterRange, by: number): readonly CharacterRange[] {
  const from = Math.max(range.from, letters.from);
  const to = Math.min(range.to, letters.to);
  return from > to ? [] : [{ from: from + by, to: to + by }];
}

function rangeText({ from, to }: CharacterRange): string {
  return from === to ? pointText(from) : `${pointText(from)}-${pointText(to)}`;
}

/** Letters and digits stand for themselves; all else is written by its number, which no syntax can take for its own. */
function pointText(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  return /[A-Za-z0-9]/.test(character) ? character : `\\x{${codePoint.toString(16)}}`;
}
