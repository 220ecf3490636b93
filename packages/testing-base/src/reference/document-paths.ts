/** A place where a document has nothing. */
export const MISSING: unique symbol = Symbol("missing");

/** What a path finds: values of a document, or that there is none. */
export type Found = unknown | typeof MISSING;

/**
 * Whether a value is an object of a document, no array.
 *
 * @param value anything
 */
export function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(key);
}

/** The value of a key of an object; an array counts as an object only at the root of a path. */
function memberOf(container: unknown, key: string): Found {
  if (isDocument(container)) return Object.hasOwn(container, key) ? container[key] : MISSING;
  return Array.isArray(container) && isIndex(key) && Number(key) < container.length ? container[Number(key)] : MISSING;
}

/**
 * All that a path leads to. Arrays on the way are looked through, one level of each; a key that is a number is also an
 * index. An array at the end gives its elements and then itself, unless asked for whole.
 *
 * @param root the document, or the element of an array that the path starts from
 * @param path the keys
 * @param isWhole whether an array at the end stays whole
 * @returns the values, with MISSING for each place that has none
 */
export function findAll(root: unknown, path: readonly string[], isWhole: boolean): readonly Found[] {
  const [key, ...rest] = path;
  if (key === undefined) return [root];
  return below(memberOf(root, key), rest, isWhole);
}

function below(value: Found, rest: readonly string[], isWhole: boolean): readonly Found[] {
  if (rest.length === 0) return Array.isArray(value) && !isWhole ? [...value, value] : [value];
  if (Array.isArray(value)) return inArray(value, rest, isWhole);
  return isDocument(value) ? findAll(value, rest, isWhole) : [MISSING];
}

function inArray(list: readonly unknown[], path: readonly string[], isWhole: boolean): readonly Found[] {
  const [key = "", ...rest] = path;
  const found: Found[] = list.filter(isDocument).flatMap((element) => findAll(element, path, isWhole));
  if (!isIndex(key) || Number(key) >= list.length) return found;
  const element = list[Number(key)];
  if (rest.length === 0) return [...found, element];
  if (Array.isArray(element)) return [...found, ...inArray(element, rest, isWhole)];
  return isDocument(element) ? [...found, ...findAll(element, rest, isWhole)] : found;
}
