import { invalidUpdate } from "../operators/update/update-operand.ts";

/** Keys that every database finds by the same text. */
const CONTROL_OR_QUOTE = /["\\\p{Cc}]/u;
const MAX_KEYS = 16;
const RESERVED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
/** MongoDB fills an array with no more nulls than this. */
const MAX_INDEX = 1_500_000;

/** The part of a path that stands for every element of an array. */
export const EVERY_ELEMENT = "$[]";

/**
 * Whether a part of a path may be an index: what is stored decides whether it is one, or a key of an object.
 *
 * @param part the part
 * @returns true for a whole number without a sign
 */
export function isIndex(part: string): boolean {
  return /^(?:0|[1-9]\d{0,6})$/.test(part) && Number(part) <= MAX_INDEX;
}

/**
 * Reads the parts of a dotted path behind the field's name.
 *
 * @param parts the parts
 * @param path where the path stands
 * @returns the same parts
 * @throws QUERY.INVALID_UPDATE when one of them cannot be a key or an index
 */
export function checkUpdatePath(parts: readonly string[], path: string): readonly string[] {
  if (parts.length > MAX_KEYS)
    throw invalidUpdate(path, `has more than ${MAX_KEYS} parts`, "change a place nearer to the root");
  for (const part of parts) {
    const problem = partProblem(part);
    if (problem !== undefined) throw invalidUpdate(path, problem, "name keys and indexes, with dots between them");
  }
  return parts;
}

/**
 * Reads a dotted path that leads through objects only.
 *
 * @param key the path
 * @param path where it stands
 * @returns its parts
 * @throws QUERY.INVALID_UPDATE
 */
export function parseKeyPath(key: string, path: string): readonly string[] {
  const parts = checkUpdatePath(key.split("."), path);
  const problem = parts.includes(EVERY_ELEMENT) || parts.some((part) => /^-?\d+$/.test(part));
  if (problem)
    throw invalidUpdate(path, "has a part that is a number or $[]", "name keys of objects, with dots between them");
  return parts;
}

function partProblem(part: string): string | undefined {
  if (part === EVERY_ELEMENT) return undefined;
  if (part === "") return "has an empty part";
  if (part === "$" || part.startsWith("$["))
    return "has a positional part that depends on a filter; only $[] for every element is known";
  if (RESERVED.has(part)) return "has a part that every object of JavaScript has a property for";
  if (!part.isWellFormed()) return "is not well-formed Unicode";
  return CONTROL_OR_QUOTE.test(part) ? "has a quote, a backslash or a control character in it" : undefined;
}
