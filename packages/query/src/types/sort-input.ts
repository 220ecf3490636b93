import type { FieldSpecsOf } from "./filter.ts";

type UnorderedKind = "json" | "array" | "unknown";

/** The names of the fields that have an order. */
export type SortableField<Specs extends FieldSpecsOf<Specs>> = {
  [Name in keyof Specs]: Specs[Name]["kind"] extends UnorderedKind ? never : Name;
}[keyof Specs] &
  string;

/** One key of an order, spelt out. */
export interface SortKeyInput<Name extends string> {
  readonly field: Name;
  readonly direction?: "asc" | "desc";
  readonly nulls?: "first" | "last";
}

/**
 * An order: field names, `-` before one for descending, or keys spelt out.
 *
 * @example
 * ```ts
 * import type { SortInput } from "@dataflow/query";
 *
 * interface Fields {
 *   name: { kind: "text"; value: string; nullable: false };
 *   age: { kind: "integer"; value: number; nullable: true };
 * }
 * const orderBy: SortInput<Fields> = ["-age", { field: "name", direction: "asc" }];
 * ```
 */
export type SortInput<Specs extends FieldSpecsOf<Specs>> = readonly (
  | SortableField<Specs>
  | `-${SortableField<Specs>}`
  | SortKeyInput<SortableField<Specs>>
)[];
