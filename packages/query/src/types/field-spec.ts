import type { ColumnKind } from "@dataflow/core";

/** What the types of a query need to know about a field. */
export interface FieldSpec {
  readonly kind: ColumnKind;
  /** The JavaScript type of its values, null left out. */
  readonly value: unknown;
  readonly nullable: boolean;
}

/** The fields of a table by name; an interface or a type with those properties will do. */
export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

/** `null` for a field that may hold it, otherwise nothing. */
export type NullOf<Spec extends FieldSpec> = Spec["nullable"] extends true ? null : never;
