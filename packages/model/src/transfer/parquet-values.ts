import { unscaledDigits } from "@dataflow/query";
import type { SchemaElement, SchemaTree } from "hyparquet";
import { textOfBytes } from "./text-of-bytes.ts";

/** A day in milliseconds: files count days. */
export const DAY = 86_400_000;

/** What makes texts and days of what a file holds of them. A day is one of the calendar, wherever it is read. */
export const PARSERS = Object.freeze({
  stringFromBytes: textOfBytes,
  dateFromDays: (days: number) => new Date(days * DAY).toISOString().slice(0, -"T00:00:00.000Z".length),
});

/** Makes the text of a value of what a file holds of it. */
export type ReadValue = (stored: unknown) => unknown;

/**
 * Lets the reader of a file give decimals and times of day as they are stored, which are whole numbers: as numbers of
 * JavaScript decimals would lose digits, and times their unit.
 *
 * @param schema the columns of the file, which are changed
 * @returns for each such column: what makes texts of its values
 */
export function valuesAsStored({ children }: SchemaTree): ReadonlyMap<string, ReadValue> {
  const readers = new Map<string, ReadValue>();
  for (const { element, children: parts } of children) {
    const read = parts.length > 0 || element.repetition_type === "REPEATED" ? undefined : readerOf(element);
    if (read === undefined) continue;
    delete element.converted_type;
    delete element.logical_type;
    readers.set(element.name, (stored) => {
      const whole = wholeOf(stored);
      return whole === undefined ? stored : read(whole);
    });
  }
  return readers;
}

function readerOf({ converted_type: converted, logical_type: logical, scale }: SchemaElement) {
  if (logical?.type === "DECIMAL") return decimalReader(logical.scale);
  if (converted === "DECIMAL") return decimalReader(scale ?? 0);
  if (logical?.type === "TIME") return timeReader(MILLISECOND[logical.unit]);
  if (converted === "TIME_MILLIS") return timeReader(MILLISECOND.MILLIS);
  return converted === "TIME_MICROS" ? timeReader(MILLISECOND.MICROS) : undefined;
}

function decimalReader(scale: number): (whole: bigint) => string {
  return (whole) => unscaledDigits(whole.toString(), scale);
}

/** A millisecond in the units of times. */
const MILLISECOND = { MILLIS: 1n, MICROS: 1_000n, NANOS: 1_000_000n } as const;

function timeReader(millisecond: bigint): (whole: bigint) => string {
  return (whole) => new Date(Number(whole / millisecond)).toISOString().slice("2001-01-01T".length, -1);
}

/** Bytes are a number in two's complement, its largest part first. */
function wholeOf(stored: unknown): bigint | undefined {
  if (typeof stored === "number" || typeof stored === "bigint") return BigInt(stored);
  if (!(stored instanceof Uint8Array)) return undefined;
  if (stored.length === 0) return 0n;
  return BigInt.asIntN(8 * stored.length, BigInt(`0x${Buffer.from(stored).toString("hex")}`));
}
