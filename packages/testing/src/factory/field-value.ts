import type { ColumnType } from "@dataflow/core";
import type { SeededRandom } from "@dataflow/testing-base/faults";

/** What the value of a field is made from. */
export interface ValueSource {
  readonly random: SeededRandom;
  /** Another one for each value: what must be unique is made of it. */
  readonly count: number;
  readonly isUnique: boolean;
  /** The field's name, for texts that say where they come from. */
  readonly name: string;
}

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2020, 0, 1);
const DAYS = 2_000;

/**
 * A valid value of a kind of field.
 *
 * @param type the kind, with its limits
 * @param source randomness, and what makes it unique
 * @returns the value; undefined for a kind that no value is known of
 */
export function fieldValue(type: ColumnType, source: ValueSource): unknown {
  const { random, count, isUnique } = source;
  switch (type.kind) {
    case "text":
      return textValue(type.length, source);
    case "integer":
      return isUnique ? count : random.whole(1, 1_000);
    case "bigint":
      return isUnique ? BigInt(count) : BigInt(random.whole(1, 1_000_000));
    case "real":
      return isUnique ? count : random.whole(1, 100_000) / 100;
    case "decimal":
      return decimalValue(type, source);
    case "boolean":
      return isUnique ? count % 2 === 1 : random.next() < 0.5;
    case "timestamp":
      return new Date(dayOf(source) + (isUnique ? 0 : random.whole(0, DAY_MS - 1)));
    case "date":
      return new Date(dayOf(source)).toISOString().slice(0, 10);
    case "time":
      return new Date((isUnique ? count % 86_400 : random.whole(0, 86_399)) * 1_000).toISOString().slice(11, 19);
    case "uuid":
      return uuidValue(random);
    case "json":
      return { [source.name]: random.whole(1, 1_000), count };
    case "array":
      return Array.from({ length: random.whole(1, 3) }, () => fieldValue(type.element, source));
    case "enum":
      return type.values[(isUnique ? count - 1 : random.whole(0, type.values.length - 1)) % type.values.length];
    case "bytes":
      return Uint8Array.from({ length: 8 }, () => random.whole(0, 255));
    case "unknown":
      return undefined;
  }
}

function dayOf({ random, count, isUnique }: ValueSource): number {
  return FIRST_DAY + (isUnique ? count : random.whole(0, DAYS)) * DAY_MS;
}

/** Long enough to tell where it comes from; the number is kept when it must be cut. */
function textValue(length: number | undefined, { name, count, random, isUnique }: ValueSource): string {
  const number = isUnique ? String(count) : String(random.whole(1, 1_000));
  const text = /e-?mail/i.test(name) ? `${name.toLowerCase()}${number}@example.com` : `${name} ${number}`;
  if (length === undefined || text.length <= length) return text;
  return number.length >= length ? number.slice(-length) : name.slice(0, length - number.length) + number;
}

function decimalValue(type: { readonly precision: number; readonly scale: number }, source: ValueSource): string {
  const { random, count, isUnique } = source;
  const digits = Math.min(type.precision, 9);
  const units = isUnique ? count : random.whole(0, 10 ** digits - 1);
  const text = String(units).padStart(type.scale + 1, "0");
  return type.scale === 0 ? text : `${text.slice(0, -type.scale)}.${text.slice(-type.scale)}`;
}

function uuidValue(random: SeededRandom): string {
  const digits = Array.from({ length: 32 }, () => random.whole(0, 15).toString(16));
  digits[12] = "4";
  digits[16] = (8 + random.whole(0, 3)).toString(16);
  const text = digits.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
