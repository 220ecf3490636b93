import type { RegexNode } from "../../ast/regex-node.ts";
import type { CharacterRange, RegexPart } from "../../pattern/regex-part.ts";
import { escapeGlob, escapeLike } from "../../pattern/text-patterns.ts";

/** A regular expression as a pattern of SQLite's own: GLOB minds letter case, LIKE does not. */
export interface SimplePattern {
  readonly operator: "GLOB" | "LIKE";
  readonly pattern: string;
}

const LINE_ENDS = "\n\r\u2028\u2029";
/** Characters that mean something inside a GLOB class; they are put where they do not. */
const CLASS_SPECIALS = [45, 93, 94];

/**
 * Says a regular expression as GLOB or LIKE, when that is exactly the same.
 *
 * @param node the regular expression
 * @returns the pattern, or undefined when there is none
 */
export function simplePattern(node: RegexNode): SimplePattern | undefined {
  const parts = [...node.parts];
  const isAnchoredStart = takeAnchor(parts, "start", parts.length > 0 ? 0 : -1);
  const isAnchoredEnd = takeAnchor(parts, "end", parts.length - 1);
  const body = parts.slice();
  if (!isAnchoredStart) dropRun(body, 0);
  if (!isAnchoredEnd) dropRun(body, body.length - 2);
  const any = node.ignoreCase ? "%" : "*";
  let pattern = isAnchoredStart ? "" : any;
  for (let index = 0; index < body.length; index++) {
    const isRun = isRunAt(body, index);
    const text = isRun ? runText(body[index], any) : partText(body[index], node.ignoreCase);
    if (text === undefined) return undefined;
    pattern += text;
    if (isRun) index++;
  }
  return { operator: node.ignoreCase ? "LIKE" : "GLOB", pattern: isAnchoredEnd ? pattern : pattern + any };
}

function takeAnchor(parts: RegexPart[], kind: "start" | "end", index: number): boolean {
  const part = parts[index];
  if (part === undefined || part.kind !== kind || (part.kind === kind && "isLine" in part && part.isLine)) return false;
  parts.splice(index, 1);
  return true;
}

/** `.*` at an open end adds nothing: it may match the empty text. */
function dropRun(parts: RegexPart[], index: number): void {
  if (isRunAt(parts, index)) parts.splice(index, 2);
}

function isRunAt(parts: readonly RegexPart[], index: number): boolean {
  const next = parts[index + 1];
  return parts[index]?.kind === "any" && next?.kind === "structure" && /^\*\??$/.test(next.text);
}

/** A run stops at line ends unless the flag `s` is given. */
function runText(part: RegexPart | undefined, any: string): string | undefined {
  return part?.kind === "any" && part.isAll ? any : undefined;
}

function partText(part: RegexPart | undefined, ignoreCase: boolean): string | undefined {
  switch (part?.kind) {
    case "character": {
      const character = String.fromCodePoint(part.codePoint);
      return ignoreCase ? escapeLike(character) : escapeGlob(character);
    }
    case "any":
      if (part.isAll) return ignoreCase ? "_" : "?";
      return ignoreCase ? undefined : `[^${LINE_ENDS}]`;
    case "class":
      return ignoreCase ? undefined : classText(part.ranges, part.negated);
    default:
      return undefined;
  }
}

function classText(ranges: readonly CharacterRange[], negated: boolean): string {
  const has = (special: number) => ranges.some(({ from, to }) => from <= special && special <= to);
  const plain = ranges.flatMap(withoutSpecials).map(rangeText).join("");
  const caret = has(94) ? "^" : "";
  const dash = has(45) ? "-" : "";
  const opening = has(93) ? "]" : "";
  if (!negated && `${opening}${plain}` === "") return caret !== "" && dash !== "" ? "[-^]" : `${caret}${dash}`;
  return `[${negated ? "^" : ""}${opening}${plain}${caret}${dash}]`;
}

function withoutSpecials(range: CharacterRange): readonly CharacterRange[] {
  let rest: readonly CharacterRange[] = [range];
  for (const special of CLASS_SPECIALS) rest = rest.flatMap((one) => without(one, special));
  return rest;
}

function without({ from, to }: CharacterRange, special: number): readonly CharacterRange[] {
  if (special < from || special > to) return [{ from, to }];
  return [
    { from, to: special - 1 },
    { from: special + 1, to },
  ].filter((range) => range.from <= range.to);
}

function rangeText({ from, to }: CharacterRange): string {
  const first = String.fromCodePoint(from);
  return from === to ? first : `${first}-${String.fromCodePoint(to)}`;
}
