import type { Row } from "./operation.ts";

/**
 * The key of a row, as `recordId` takes it: its value, or an object of its fields when the key has several.
 *
 * @param row a row that has at least the key's fields
 * @param primaryKey the fields of the key
 * @returns the key
 */
export function recordKeyOf(row: Row, primaryKey: readonly string[]): unknown {
  if (primaryKey.length === 1) return row[primaryKey[0] ?? ""];
  return Object.fromEntries(primaryKey.map((name) => [name, row[name]]));
}

/**
 * A text that is equal for equal values of a key: dates and bytes are objects, and 1 is not "1".
 *
 * @param value the value of one field
 * @returns the text
 */
export function keyText(value: unknown): string {
  if (value instanceof Date) return `date:${value.getTime()}`;
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString("hex")}`;
  return `${typeof value}:${String(value)}`;
}
