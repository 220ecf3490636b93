import { describeKind } from "@dataflow/core";
import type { TypeOf, ValueRule } from "./value-rule.ts";

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * The digits of a decimal without its point: the value times ten to the power of the scale.
 *
 * @param value a decimal string without a problem
 * @param scale the field's digits after the point
 * @returns sign and digits, without leading zeros: `"-25000"`
 * @example
 * ```ts
 * import { scaledDigits } from "@dataflow/query";
 *
 * BigInt(scaledDigits("-250.00", 2)); // -25000n
 * ```
 */
export function scaledDigits(value: string, scale: number): string {
  const point = value.indexOf(".");
  const whole = point < 0 ? value : value.slice(0, point);
  const fraction = point < 0 ? "" : value.slice(point + 1, point + 1 + scale);
  const isNegative = whole.startsWith("-");
  const digits = stripZeros(
    (isNegative || whole.startsWith("+") ? whole.slice(1) : whole) + fraction.padEnd(scale, "0"),
  );
  return isNegative && digits !== "0" ? `-${digits}` : digits;
}

/**
 * The reverse of {@link scaledDigits}: puts the point back.
 *
 * @param scaled sign and digits
 * @param scale the field's digits after the point
 * @returns the canonical decimal: `"-250.00"`
 * @example
 * ```ts
 * import { unscaledDigits } from "@dataflow/query";
 *
 * unscaledDigits("-25000", 2); // "-250.00"
 * ```
 */
export function unscaledDigits(scaled: string, scale: number): string {
  if (scale === 0) return scaled;
  const isNegative = scaled.startsWith("-");
  const digits = (isNegative ? scaled.slice(1) : scaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${isNegative ? "-" : ""}${whole}.${digits.slice(digits.length - scale)}`;
}

function stripZeros(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits.charCodeAt(start) === 48) start++;
  return start === 0 ? digits : digits.slice(start);
}

/** Exact decimals, as strings: `"250.00"`. */
export const decimalValue: ValueRule<"decimal"> = {
  problem(value, type) {
    if (typeof value !== "string") return `must be a decimal in a string such as "1.50", and is ${describeKind(value)}`;
    const parts = DECIMAL.exec(value);
    if (parts === null) return 'is not a decimal: write digits with at most one point, such as "-1.50"';
    return digitProblem(parts[2] ?? "", parts[3] ?? "", type);
  },
  normalise(value, type) {
    return unscaledDigits(scaledDigits(String(value), type.scale), type.scale);
  },
};

function digitProblem(whole: string, fraction: string, { precision, scale }: TypeOf<"decimal">): string | undefined {
  if (fraction.replace(/0+$/, "").length > scale) return `has more than ${scale} digits after the point`;
  if (whole.replace(/^0+/, "").length > precision - scale)
    return `has more than ${precision - scale} digits before the point`;
  return undefined;
}
