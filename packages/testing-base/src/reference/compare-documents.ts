import { isDocument } from "./document-paths.ts";

/** The order of types, as MongoDB has it for those of JSON. */
function rankOf(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === "number") return 1;
  if (typeof value === "string") return 2;
  if (Array.isArray(value)) return 4;
  return typeof value === "boolean" ? 5 : 3;
}

/**
 * Whether two values compare at all: only values of one type do, and NaN with itself only.
 *
 * @param a a value of JSON
 * @param b another
 */
export function isSameType(a: unknown, b: unknown): boolean {
  return rankOf(a) === rankOf(b) && Number.isNaN(a) === Number.isNaN(b);
}

/**
 * The order of two values. Objects are told apart by their keys in alphabetical order: JSON columns do not keep any other.
 *
 * @param a a value of JSON
 * @param b another
 * @returns less than, equal to or greater than zero
 */
export function compareDocuments(a: unknown, b: unknown): number {
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  if (isDocument(a) && isDocument(b)) return compareLists(sortedEntries(a), sortedEntries(b));
  return compareNumbers(Number(a), Number(b));
}

/** NaN equals itself, and comes before all other numbers where an order of everything is needed. */
function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : Number(a > b);
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareDocuments(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function sortedEntries(document: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.keys(document)
    .sort()
    .map((key) => [key, document[key]]);
}
