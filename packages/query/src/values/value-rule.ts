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

/** The form of values that have only one. */
export function asIs(value: unknown): unknown {
  return value;
}
