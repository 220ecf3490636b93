import { describeKind, suggestion } from "@dataflow/core";
import { asIs, type ValueRule } from "./value-rule.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Truth values. */
export const booleanValue: ValueRule<"boolean"> = {
  problem: (value) => (typeof value === "boolean" ? undefined : `must be true or false, and is ${describeKind(value)}`),
  normalise: asIs,
};

/** UUIDs of any version, in lower case. */
export const uuidValue: ValueRule<"uuid"> = {
  problem(value) {
    if (typeof value !== "string") return `must be a UUID in a string, and is ${describeKind(value)}`;
    return UUID.test(value) ? undefined : "is not a UUID: write 32 hexadecimal digits in groups of 8-4-4-4-12";
  },
  normalise: (value) => String(value).toLowerCase(),
};

/** One of a list of texts. */
export const enumValue: ValueRule<"enum"> = {
  problem(value, { values }) {
    if (typeof value !== "string") return `must be one of its values in a string, and is ${describeKind(value)}`;
    return values.includes(value) ? undefined : `is not one of its values: ${suggestion(value, values)}`;
  },
  normalise: asIs,
};

/** Bytes. */
export const bytesValue: ValueRule<"bytes"> = {
  problem: (value) => (value instanceof Uint8Array ? undefined : `must be a Uint8Array, and is ${describeKind(value)}`),
  normalise: asIs,
};

/** Columns of a type that no kind covers take the database's own literal, as a string or a number. */
export const unknownValue: ValueRule<"unknown"> = {
  problem(value) {
    if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean") return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return undefined;
    return `must be a string or a number in the form its column takes, and is ${describeKind(value)}`;
  },
  normalise: asIs,
};
