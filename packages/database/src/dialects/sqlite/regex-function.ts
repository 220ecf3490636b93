import { createRequire } from "node:module";
import type { RE2JS } from "re2js";

type RegexModule = typeof import("re2js");

/** Expressions that are kept compiled. A program has few; a caller that makes up others must not fill the memory. */
const MAX_COMPILED = 200;

const compiled = new Map<string, RE2JS>();
let engine: RegexModule["RE2JS"] | undefined;

/**
 * What `text REGEXP expression` calls: whether a text has a match of an expression of RE2's syntax. The time grows with
 * the length of the text and no faster, whatever the expression: this runs where nothing else can run meanwhile.
 *
 * @param expression the expression
 * @param text the text; everything else than a text is NULL
 * @returns 1 or 0, or null where one of the two is null
 */
export function regexp(expression: unknown, text: unknown): number | null {
  if (typeof expression !== "string" || typeof text !== "string") return null;
  return compile(expression).test(text) ? 1 : 0;
}

function compile(expression: string): RE2JS {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  // Loaded by the first expression: most programs have none, and loading takes longer than opening a file does. It has
  // to happen at once, in the middle of a statement. The module's type is what its own declarations say.
  engine ??= (createRequire(import.meta.url)("re2js") as RegexModule).RE2JS;
  const made = engine.compile(expression);
  if (compiled.size >= MAX_COMPILED) {
    const [oldest] = compiled.keys();
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(expression, made);
  return made;
}
