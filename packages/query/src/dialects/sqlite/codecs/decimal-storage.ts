import { scaledDigits, unscaledDigits } from "../../../values/decimal-value.ts";

/** The most digits that a scaled 64-bit integer holds; longer decimals are stored as sortable text. */
export const MAX_SCALED_DIGITS = 18;

/** The most digits that a double holds without loss; longer integers are read as text. */
export const MAX_SAFE_DIGITS = 15;

/**
 * The scaled integer of a decimal: "250.00" becomes 25000. As a number while that is exact.
 *
 * @param value a decimal without a problem
 * @param scale the field's digits after the point
 * @returns the integer
 */
export function scaledInteger(value: string, scale: number): number | bigint {
  const digits = scaledDigits(value, scale);
  return digits.length <= MAX_SAFE_DIGITS ? Number(digits) : BigInt(digits);
}

/**
 * A text whose byte order is the decimals' order: `p` and the digits padded to the precision, or `n` and each digit's
 * complement for negative ones.
 *
 * @param value a decimal without a problem
 * @param precision the field's digits in all
 * @param scale the field's digits after the point
 * @returns the text: `"p0000025000"`
 */
export function sortableDecimal(value: string, precision: number, scale: number): string {
  const digits = scaledDigits(value, scale);
  return digits.startsWith("-")
    ? `n${complement(digits.slice(1).padStart(precision, "0"))}`
    : `p${digits.padStart(precision, "0")}`;
}

/**
 * The reverse of {@link sortableDecimal}.
 *
 * @param text what was stored
 * @param scale the field's digits after the point
 * @returns the canonical decimal, or undefined when the text is not such a form
 */
export function readSortableDecimal(text: string, scale: number): string | undefined {
  if (!/^[np]\d+$/.test(text)) return undefined;
  const digits = text.slice(1);
  const scaled = text.startsWith("n") ? `-${stripZeros(complement(digits))}` : stripZeros(digits);
  return unscaledDigits(scaled, scale);
}

function complement(digits: string): string {
  let result = "";
  for (let at = 0; at < digits.length; at++) result += String(57 - digits.charCodeAt(at));
  return result;
}

function stripZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
