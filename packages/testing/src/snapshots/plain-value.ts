/** What JSON can say, with the keys of objects in order. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/**
 * A value of a field as JSON can say it: instants as text, big integers as their digits, bytes as base64.
 *
 * @param value the value
 * @returns the same value for the same content, on every database
 */
export function plainValue(value: unknown): PlainValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "object") {
    const keys = Object.keys(value).sort();
    const read: Readonly<Record<string, unknown>> = { ...value };
    return Object.fromEntries(keys.map((key) => [key, plainValue(read[key])]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : String(value);
}
