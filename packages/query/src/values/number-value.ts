import { describeKind } from "@dataflow/core";
import { asIs, type ValueRule } from "./value-rule.ts";

const MAX_INTEGER = 2_147_483_647;
const MAX_BIGINT = 9_223_372_036_854_775_807n;

function withoutNegativeZero(value: unknown): unknown {
  return value === 0 ? 0 : value;
}

/** Whole numbers of 32 bits. */
export const integerValue: ValueRule<"integer"> = {
  problem(value) {
    if (typeof value !== "number") return `must be a whole number, and is ${describeKind(value)}`;
    if (!Number.isInteger(value))
      return Number.isFinite(value) ? "must be a whole number, and has a fraction" : "is not a finite number";
    if (value > MAX_INTEGER || value < -MAX_INTEGER - 1) return "is outside the 32 bits of an integer field";
    return undefined;
  },
  normalise: withoutNegativeZero,
};

/** Whole numbers of 64 bits, as `bigint`. */
export const bigintValue: ValueRule<"bigint"> = {
  problem(value) {
    if (typeof value !== "bigint") return `must be a bigint such as 5n, and is ${describeKind(value)}`;
    if (value > MAX_BIGINT || value < -MAX_BIGINT - 1n) return "is outside the 64 bits of a bigint field";
    return undefined;
  },
  normalise: asIs,
};

/** Finite doubles; there is one zero. */
export const realValue: ValueRule<"real"> = {
  problem(value) {
    if (typeof value !== "number") return `must be a number, and is ${describeKind(value)}`;
    return Number.isFinite(value) ? undefined : "is not a finite number";
  },
  normalise: withoutNegativeZero,
};
