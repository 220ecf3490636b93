/** The whole number that a number's digits say, its fraction cut off; none beyond 64 bits. */
function wholeOf(value: number): bigint | undefined {
  const whole = Math.trunc(value);
  // From here on digits come with an exponent, far beyond 64 bits.
  if (!(Math.abs(whole) < 1e21)) return undefined;
  const exact = BigInt(String(whole));
  return exact === BigInt.asIntN(64, exact) ? exact : undefined;
}

/**
 * `$mod`: fractions are cut off, of operands and of values.
 *
 * @param value the value
 * @param operand divisor and remainder
 */
export function hasRemainder(value: unknown, operand: readonly unknown[]): boolean {
  if (typeof value !== "number") return false;
  const whole = wholeOf(value);
  const [divisor, remainder] = operand.map((part) => BigInt(Math.trunc(Number(part))));
  return whole !== undefined && divisor !== undefined && whole % divisor === remainder;
}

/**
 * `$bitsAllSet` and the like, for whole numbers of 64 bits.
 *
 * @param name the operator
 * @param value the value
 * @param operand a mask or positions
 */
export function hasBits(name: string, value: unknown, operand: unknown): boolean {
  if (typeof value !== "number" || !Number.isInteger(value)) return false;
  const whole = wholeOf(value);
  if (whole === undefined) return false;
  const positions = Array.isArray(operand) ? operand.map(Number) : positionsOf(BigInt(Number(operand)));
  const isSet = (position: number) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
  if (name === "$bitsAllSet") return positions.every(isSet);
  if (name === "$bitsAnySet") return positions.some(isSet);
  if (name === "$bitsAllClear") return !positions.some(isSet);
  return !positions.every(isSet);
}

function positionsOf(mask: bigint): readonly number[] {
  return Array.from({ length: 64 }, (_, index) => index).filter((index) => ((mask >> BigInt(index)) & 1n) === 1n);
}
