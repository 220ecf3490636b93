import { isObject } from "../text/own-keys.ts";

/** What {@link readPath} gives when there is nothing at a path. A symbol, because `undefined` may be a value. */
export const NOTHING: unique symbol = Symbol("nothing");

/**
 * Reads a value at a path, through own properties and array indices only: a prototype is never reached.
 *
 * @param value where the path begins
 * @param segments the path
 * @returns the value, or {@link NOTHING}
 */
export function readPath(value: unknown, segments: readonly string[]): unknown {
  let current = value;
  for (const segment of segments) {
    if (!isObject(current) || !Object.hasOwn(current, segment)) return NOTHING;
    current = current[segment];
  }
  return current === undefined ? NOTHING : current;
}

/**
 * How far a path leads, for messages.
 *
 * @param value where the path begins
 * @param segments the path
 * @returns the segments that exist, and the names that would have been valid next
 */
export function pathReach(
  value: unknown,
  segments: readonly string[],
): { readonly reached: string; readonly keys: readonly string[] } {
  let current = value;
  const reached: string[] = [];
  for (const segment of segments) {
    if (!isObject(current) || !Object.hasOwn(current, segment) || current[segment] === undefined) break;
    current = current[segment];
    reached.push(segment);
  }
  const keys = isObject(current) ? Object.keys(current).slice(0, 50) : [];
  return { reached: reached.join("."), keys };
}
