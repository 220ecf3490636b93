import { quoteText } from "../sql-text.ts";

/** What the text of a value depends on; and rows that a policy would hide are an error instead. */
const PINNED: readonly (readonly [name: string, value: string])[] = [
  ["TimeZone", "UTC"],
  ["DateStyle", "ISO, YMD"],
  ["IntervalStyle", "postgres"],
  ["bytea_output", "hex"],
  ["extra_float_digits", "3"],
  ["row_security", "off"],
];

/**
 * Puts statements between settings under which a value has one text only, in every session. What was set before is set
 * again after them. All of it belongs in one transaction.
 *
 * @param statements statements that write or read values as text
 * @returns the statements with settings before and after
 */
export function withTextSettings(statements: readonly string[]): readonly string[] {
  const keep = PINNED.map(([name]) => `set_config('dataflow.${name}', current_setting('${name}'), true)`);
  const pin = PINNED.map(([name, value]) => `set_config('${name}', ${quoteText(value)}, true)`);
  const back = PINNED.map(([name]) => `set_config('${name}', current_setting('dataflow.${name}'), true)`);
  return [`SELECT ${keep.join(", ")}`, `SELECT ${pin.join(", ")}`, ...statements, `SELECT ${back.join(", ")}`];
}
