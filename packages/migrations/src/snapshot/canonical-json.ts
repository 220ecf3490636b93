/**
 * One text for one value: keys sorted, big integers told apart from numbers, absent and undefined the same.
 *
 * @param value plain data
 * @returns its canonical JSON text
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === "bigint") return { $bigint: entry.toString() };
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return entry;
    return Object.fromEntries(Object.entries(entry).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
