import type { CharacterRange, RegexPart } from "../../pattern/regex-part.ts";

/** What JavaScript takes for line ends, where a `.` stops. */
const LINE_ENDS = "\\n\\r\\u2028\\u2029";

/**
 * Writes a regular expression as PostgreSQL's "advanced" kind. Without embedded options that kind takes line ends for
 * ordinary characters everywhere, so what differs for them is spelt out.
 *
 * @param parts the expression, taken apart
 * @returns the expression in PostgreSQL's spelling
 */
export function postgresRegex(parts: readonly RegexPart[]): string {
  return parts.map(partText).join("");
}

function partText(part: RegexPart): string {
  switch (part.kind) {
    case "character":
      return pointText(part.codePoint);
    case "class":
      return `[${part.negated ? "^" : ""}${part.ranges.map(rangeText).join("")}]`;
    case "any":
      return part.isAll ? "." : `[^${LINE_ENDS}]`;
    case "start":
      return part.isLine ? "(?:^|(?<=\\n))" : "^";
    case "end":
      return part.isLine ? "(?:$|(?=\\n))" : "$";
    case "boundary":
      return part.negated ? "\\Y" : "\\y";
    case "structure":
      return part.text;
  }
}

function rangeText({ from, to }: CharacterRange): string {
  return from === to ? pointText(from) : `${pointText(from)}-${pointText(to)}`;
}

/** Letters and digits stand for themselves; all else is written by its number, which no syntax can take for its own. */
function pointText(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (/[A-Za-z0-9]/.test(character)) return character;
  return codePoint > 0xffff
    ? `\\U${codePoint.toString(16).padStart(8, "0")}`
    : `\\u${codePoint.toString(16).padStart(4, "0")}`;
}
