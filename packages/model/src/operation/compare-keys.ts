/**
 * Puts keys into an order that does not depend on the database: numbers and dates by size, texts by their code units,
 * keys of several fields by the first one that differs.
 *
 * @param left a key, as `recordId` takes it
 * @param right another key of the same model
 * @returns less than, more than or exactly 0
 */
export function compareKeys(left: unknown, right: unknown): number {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (const [index, part] of leftParts.entries()) {
    const order = compareParts(part, rightParts[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(key: unknown): readonly unknown[] {
  const isScalar = typeof key !== "object" || key === null || key instanceof Date || key instanceof Uint8Array;
  return isScalar ? [key] : Object.values(key);
}

function compareParts(left: unknown, right: unknown): number {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  const [first, second] = [comparable(left), comparable(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function comparable(value: unknown): number | bigint | string {
  if (value instanceof Date) return value.getTime();
  return typeof value === "number" || typeof value === "bigint" ? value : String(value);
}
