/**
 * The index that a key of a path is, where an array stands.
 *
 * @param key the key
 * @returns the index, or undefined for a key that is none
 */
export function indexOfKey(key: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : undefined;
}
