import { describeKind } from "@dataflow/core";
import { asIs, type ValueRule } from "./value-rule.ts";

/** The first and last instants of the years 1 to 9999, which both databases and ISO strings share. */
const MIN_INSTANT = -62_135_596_800_000;
const MAX_INSTANT = 253_402_300_799_999;

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,3}))?$/;

/** Instants, as `Date`. */
export const timestampValue: ValueRule<"timestamp"> = {
  problem(value) {
    if (!(value instanceof Date)) {
      const hint = typeof value === "string" || typeof value === "number" ? "; pass new Date(…)" : "";
      return `must be a Date, and is ${describeKind(value)}${hint}`;
    }
    const instant = value.getTime();
    if (Number.isNaN(instant)) return "is an invalid Date";
    return instant < MIN_INSTANT || instant > MAX_INSTANT ? "is outside the years 1 to 9999" : undefined;
  },
  normalise: asIs,
};

/** Calendar days, as `"YYYY-MM-DD"`. */
export const dateValue: ValueRule<"date"> = {
  problem(value) {
    if (typeof value !== "string")
      return `must be a date in a string such as "2001-01-31", and is ${describeKind(value)}`;
    const parts = DATE.exec(value);
    if (parts === null) return 'is not a date: write it as "YYYY-MM-DD"';
    return isDay(Number(parts[1]), Number(parts[2]), Number(parts[3]))
      ? undefined
      : "is a day that the calendar does not have";
  },
  normalise: asIs,
};

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

/** Times of day, as `"HH:MM:SS"`, with three digits of a second only when they are not zero. */
export const timeValue: ValueRule<"time"> = {
  problem(value) {
    if (typeof value !== "string")
      return `must be a time in a string such as "08:30:00", and is ${describeKind(value)}`;
    return TIME.test(value) ? undefined : 'is not a time of day: write it as "HH:MM:SS" or "HH:MM:SS.mmm"';
  },
  normalise: (value) => canonicalTime(String(value)),
};

/**
 * The one spelling of a time of day.
 *
 * @param value `HH:MM:SS` with up to three digits of a second
 * @returns without a fraction of zero, otherwise with three digits
 */
export function canonicalTime(value: string): string {
  if (value.length <= 8) return value;
  const fraction = value.slice(9).padEnd(3, "0");
  return fraction === "000" ? value.slice(0, 8) : `${value.slice(0, 8)}.${fraction}`;
}
