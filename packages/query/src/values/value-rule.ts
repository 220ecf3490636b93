import type { ColumnKind, ColumnType } from "@dataflow/core";

/** The column type of one kind. */
export type TypeOf<Kind extends ColumnKind> = Extract<ColumnType, { readonly kind: Kind }>;

/** What is a value of a kind, and its one form. */
export interface ValueRule<Kind extends ColumnKind> {
  /** What is wrong with a value, as the end of a sentence that starts with the field; never quotes the value. */
  readonly problem: (value: unknown, type: TypeOf<Kind>) => string | undefined;
  /** The one form of a value without a problem. */
  readonly normalise: (value: unknown, type: TypeOf<Kind>) => unknown;
}

/**
 * Names the type of a value without showing any of it.
 *
 * @param value anything
 * @returns words such as `"an array"`
 */
export function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value instanceof Date) return "a Date";
  if (value instanceof Uint8Array) return "bytes";
  const type = typeof value;
  if (type === "undefined") return "undefined";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

/** The form of values that have only one. */
export function asIs(value: unknown): unknown {
  return value;
}
