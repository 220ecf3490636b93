import { isExpression, withoutPerlSpellings } from "./perl-spellings.ts";
import type { CharacterRange, RegexPart } from "./regex-part.ts";
import { unicodeProperty } from "./unicode-property.ts";

/** Flags of a regular expression; all others are refused. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** A regular expression taken apart, or why it cannot be. */
export type ParsedRegex =
  | { readonly parts: readonly RegexPart[] }
  | { readonly invalid: true }
  | { readonly unsupported: string };

/** Thrown inside this file only: a construct that has no exact counterpart everywhere. */
class UnsupportedConstruct extends Error {}

const MAX_CODE_POINT = 0x10ffff;
const DIGITS: readonly CharacterRange[] = [{ from: 48, to: 57 }];
const WORD: readonly CharacterRange[] = [
  { from: 48, to: 57 },
  { from: 65, to: 90 },
  { from: 95, to: 95 },
  { from: 97, to: 122 },
];
const SPACE: readonly CharacterRange[] = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
].map(([from = 0, to = 0]) => ({ from, to }));
const CLASS_ESCAPES: ReadonlyMap<string, readonly CharacterRange[]> = new Map([
  ["d", DIGITS],
  ["w", WORD],
  ["s", SPACE],
]);
const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
]);
const QUANTIFIER = /[*+?]\??|\{(\d+)(?:,(\d*))?\}\??/y;
const GROUP = /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y;
const HEX = /\\(?:x([0-9a-f]{2})|u\{([0-9a-f]+)\}|u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|u([0-9a-f]{4}))/iy;
const PROPERTY = /\\[pP]\{([^}]+)\}/y;
/** The highest count that every engine takes in braces. */
const MAX_REPEAT = 255;

interface Reader {
  readonly source: string;
  readonly flags: RegexFlags;
  at: number;
}

/**
 * Takes a JavaScript regular expression (of mode `u`) apart, or one of PCRE's that differs from it in names of classes.
 *
 * @param source the expression
 * @param flags its flags
 * @returns its parts; or that it is invalid; or the construct that not every database has
 */
export function parseRegex(source: string, flags: RegexFlags): ParsedRegex {
  const written = isExpression(source) ? source : withoutPerlSpellings(source);
  if (!isExpression(written)) return { invalid: true };
  const reader: Reader = { source: written, flags, at: 0 };
  const parts: RegexPart[] = [];
  try {
    while (reader.at < written.length) parts.push(Object.freeze(readPart(reader)));
  } catch (error) {
    if (error instanceof UnsupportedConstruct) return { unsupported: error.message };
    throw error;
  }
  return { parts: Object.freeze(parts) };
}

function readPart(reader: Reader): RegexPart {
  const { source, flags, at } = reader;
  switch (source[at]) {
    case "\\":
      return readEscape(reader);
    case "[":
      return readClass(reader);
    case "(":
      return structure(reader, GROUP, groupText);
    case "*":
    case "+":
    case "?":
    case "{":
      return structure(reader, QUANTIFIER, quantifierText);
  }
  reader.at += 1;
  switch (source[at]) {
    case ".":
      return { kind: "any", isAll: flags.dotAll };
    case "^":
      return { kind: "start", isLine: flags.multiline };
    case "$":
      return { kind: "end", isLine: flags.multiline };
    case ")":
    case "|":
      return { kind: "structure", text: source[at] ?? "" };
  }
  reader.at = at;
  return { kind: "character", codePoint: readCodePoint(reader) };
}

function readCodePoint(reader: Reader): number {
  const codePoint = reader.source.codePointAt(reader.at) ?? 0;
  reader.at += codePoint > 0xffff ? 2 : 1;
  return codePoint;
}

function structure(reader: Reader, form: RegExp, textOf: (match: RegExpExecArray) => string): RegexPart {
  form.lastIndex = reader.at;
  const match = form.exec(reader.source);
  if (match === null) throw new UnsupportedConstruct(`"${reader.source[reader.at]}" at this place`);
  reader.at += match[0].length;
  return { kind: "structure", text: textOf(match) };
}

function groupText([text]: RegExpExecArray): string {
  // No engine without steps backwards has these, and one with them can take ages.
  if (/[=!]$/.test(text)) throw new UnsupportedConstruct("look-around");
  // A name is of no use without a way to refer to it.
  return text.endsWith(">") ? "(" : text;
}

function quantifierText([text, from, to]: RegExpExecArray): string {
  if (Number(from ?? 0) > MAX_REPEAT || Number(to ?? 0) > MAX_REPEAT)
    throw new UnsupportedConstruct(`a count above ${MAX_REPEAT}`);
  return text;
}

function readEscape(reader: Reader): RegexPart {
  const letter = reader.source[reader.at + 1] ?? "";
  if (letter === "p" || letter === "P") return { kind: "class", negated: letter === "P", ranges: readProperty(reader) };
  const ranges = CLASS_ESCAPES.get(letter.toLowerCase());
  if (ranges !== undefined) {
    reader.at += 2;
    return { kind: "class", negated: letter !== letter.toLowerCase(), ranges };
  }
  if (letter === "b" || letter === "B") {
    reader.at += 2;
    return { kind: "boundary", negated: letter === "B" };
  }
  if (/[1-9]/.test(letter)) throw new UnsupportedConstruct("a back reference");
  return { kind: "character", codePoint: readCharacterEscape(reader) };
}

function readProperty(reader: Reader): readonly CharacterRange[] {
  PROPERTY.lastIndex = reader.at;
  const [text = "", name = ""] = PROPERTY.exec(reader.source) ?? [];
  reader.at += text.length;
  const ranges = unicodeProperty(name);
  if (ranges === undefined)
    throw new UnsupportedConstruct("a Unicode property of characters that are not assigned (\\p)");
  return ranges;
}

function readCharacterEscape(reader: Reader): number {
  HEX.lastIndex = reader.at;
  const hex = HEX.exec(reader.source);
  if (hex !== null) {
    reader.at += hex[0].length;
    return checkedPoint(hexPoint(hex));
  }
  const letter = reader.source[reader.at + 1] ?? "";
  if (letter === "k") throw new UnsupportedConstruct("a reference to a named group (\\k)");
  reader.at += 1;
  if (letter === "0") return checkedPoint(0);
  if (letter === "c") {
    reader.at += 2;
    return (reader.source.codePointAt(reader.at - 1) ?? 0) % 32;
  }
  const control = CONTROL_ESCAPES.get(letter);
  if (control === undefined) return readCodePoint(reader);
  reader.at += 1;
  return control;
}

function hexPoint([, two, braced, high, low, four]: RegExpExecArray): number {
  if (high !== undefined && low !== undefined) {
    return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0) ?? 0;
  }
  return Number.parseInt(two ?? braced ?? four ?? "0", 16);
}

function checkedPoint(codePoint: number): number {
  if (codePoint === 0) throw new UnsupportedConstruct("a NUL character");
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) throw new UnsupportedConstruct("half of a surrogate pair");
  return codePoint;
}

function readClass(reader: Reader): RegexPart {
  const negated = reader.source[reader.at + 1] === "^";
  reader.at += negated ? 2 : 1;
  const ranges: CharacterRange[] = [];
  while (reader.source[reader.at] !== "]") ranges.push(...readMember(reader));
  reader.at += 1;
  if (ranges.length === 0) throw new UnsupportedConstruct("an empty class");
  return { kind: "class", negated, ranges: Object.freeze(ranges) };
}

function readMember(reader: Reader): readonly CharacterRange[] {
  const letter = reader.source[reader.at] === "\\" ? (reader.source[reader.at + 1] ?? "") : "";
  if (letter === "p" || letter === "P") return letter === "p" ? readProperty(reader) : complement(readProperty(reader));
  const ranges = CLASS_ESCAPES.get(letter.toLowerCase());
  if (ranges !== undefined) {
    reader.at += 2;
    return letter === letter.toLowerCase() ? ranges : complement(ranges);
  }
  const from = readClassCharacter(reader);
  const isRange = reader.source[reader.at] === "-" && reader.source[reader.at + 1] !== "]";
  if (!isRange) return [{ from, to: from }];
  reader.at += 1;
  return [{ from, to: readClassCharacter(reader) }];
}

function readClassCharacter(reader: Reader): number {
  if (reader.source[reader.at] !== "\\") return readCodePoint(reader);
  if (reader.source[reader.at + 1] !== "b") return readCharacterEscape(reader);
  reader.at += 2;
  return 8;
}

function complement(ranges: readonly CharacterRange[]): readonly CharacterRange[] {
  const rest: CharacterRange[] = [];
  let next = 1;
  for (const { from, to } of ranges) {
    if (from > next) rest.push({ from: next, to: from - 1 });
    next = to + 1;
  }
  return [...rest, { from: next, to: MAX_CODE_POINT }];
}
