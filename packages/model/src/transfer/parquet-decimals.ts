import type { SchemaElement, SchemaTree } from "hyparquet";

/** Makes the text of a decimal of what a file holds of it. */
export type ReadDecimal = (stored: unknown) => unknown;

/**
 * Lets the reader of a file give decimals as they are stored, whole numbers without their point: as numbers of JavaScript
 * they would lose digits.
 *
 * @param schema the columns of the file, which are changed
 * @returns for each column of decimals: what makes a text of them
 */
export function decimalsAsStored({ children }: SchemaTree): ReadonlyMap<string, ReadDecimal> {
  const readers = new Map<string, ReadDecimal>();
  for (const { element, children: parts } of children) {
    const scale = scaleOf(element);
    if (scale === undefined || parts.length > 0 || element.repetition_type === "REPEATED") continue;
    delete element.converted_type;
    delete element.logical_type;
    readers.set(element.name, (stored) => decimalText(stored, scale));
  }
  return readers;
}

function scaleOf({ converted_type: converted, logical_type: logical, scale }: SchemaElement): number | undefined {
  if (logical?.type === "DECIMAL") return logical.scale;
  return converted === "DECIMAL" ? (scale ?? 0) : undefined;
}

function decimalText(stored: unknown, scale: number): unknown {
  const whole = wholeOf(stored);
  if (whole === undefined) return stored;
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, "0");
  const sign = whole < 0n ? "-" : "";
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Bytes are a number in two's complement, its largest part first. */
function wholeOf(stored: unknown): bigint | undefined {
  if (typeof stored === "number" || typeof stored === "bigint") return BigInt(stored);
  if (!(stored instanceof Uint8Array)) return undefined;
  return stored.length === 0
    ? 0n
    : BigInt.asIntN(8 * stored.length, BigInt(`0x${Buffer.from(stored).toString("hex")}`));
}
