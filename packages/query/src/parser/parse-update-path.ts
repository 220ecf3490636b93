import { suggestion } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import { RESERVED_KEYS } from "../values/reserved-keys.ts";
import { shown } from "./filter-error.ts";

/** Keys that every database finds by the same text. */
const CONTROL_OR_QUOTE = /["\\\p{Cc}]/u;
const MAX_KEYS = 16;
/** MongoDB fills an array with no more nulls than this. */
const MAX_INDEX = 1_500_000;

/** The part of a path that stands for every element of an array. */
export const EVERY_ELEMENT = "$[]";

/** The part of a path that stands for the element that the update's filter matched. */
export const MATCHED_ELEMENT = "$";

/** What the positional parts of paths stand for. */
export interface Positions {
  /** What `$[name]` stands for, by its name. */
  readonly filters: ReadonlyMap<string, FilterNode>;
  /** Whether `$` stands for something. */
  readonly hasMatch: boolean;
}

const NO_POSITIONS: Positions = Object.freeze({ filters: new Map(), hasMatch: false });

/**
 * The name in a part `$[name]`.
 *
 * @param part the part
 * @returns the name, or undefined for another part
 */
export function filterName(part: string): string | undefined {
  return part.startsWith("$[") && part.endsWith("]") && part !== EVERY_ELEMENT ? part.slice(2, -1) : undefined;
}

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
 * @param positions what its positional parts stand for; nothing when absent
 * @returns the same parts
 * @throws QUERY.INVALID_UPDATE when one of them cannot be a key or an index
 */
export function checkUpdatePath(
  parts: readonly string[],
  path: string,
  positions: Positions = NO_POSITIONS,
): readonly string[] {
  if (parts.length > MAX_KEYS)
    throw invalidUpdate(path, `has more than ${MAX_KEYS} parts`, "change a place nearer to the root");
  if (parts.filter((part) => part === MATCHED_ELEMENT).length > 1)
    throw invalidUpdate(path, "has more than one $", "the filter matched one element; use $[] or $[name] for others");
  for (const part of parts) {
    checkPosition(part, path, positions);
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

function checkPosition(part: string, path: string, { filters, hasMatch }: Positions): void {
  if (part === MATCHED_ELEMENT && !hasMatch)
    throw invalidUpdate(
      path,
      "has a $, and the update has no filter that an element of an array in this field could match",
      "ask something of the array in the filter, or use $[] or $[name]",
    );
  const name = filterName(part);
  if (name === undefined || filters.has(name)) return;
  const known = filters.size === 0 ? "" : `; ${suggestion(name, [...filters.keys()])}`;
  throw invalidUpdate(path, `has a $[${shown(name)}], and arrayFilters has no filter of that name${known}`, "add one");
}

function partProblem(part: string): string | undefined {
  if (part === EVERY_ELEMENT || part === MATCHED_ELEMENT || filterName(part) !== undefined) return undefined;
  if (part === "") return "has an empty part";
  if (part.startsWith("$[")) return "has a $[ that is not closed";
  if (RESERVED_KEYS.has(part)) return "has a part that every object of JavaScript has a property for";
  if (!part.isWellFormed()) return "is not well-formed Unicode";
  return CONTROL_OR_QUOTE.test(part) ? "has a quote, a backslash or a control character in it" : undefined;
}
