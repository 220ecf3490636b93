import type { FieldSpec } from "./field-spec.ts";
import type { FieldFilter, FieldSpecsOf } from "./filter.ts";
import type { SortInput, SortKeyInput } from "./sort-input.ts";

type FieldOfKind<Specs extends FieldSpecsOf<Specs>, Kind extends FieldSpec["kind"]> = {
  [Name in keyof Specs]: Specs[Name]["kind"] extends Kind ? Name : never;
}[keyof Specs] &
  string;

type NumberKind = "integer" | "bigint" | "real" | "decimal";
type ExtremeKind = NumberKind | "text" | "enum" | "timestamp" | "date" | "time" | "uuid";
type ListableKind = ExtremeKind | "boolean";
type GroupKind = ListableKind | "bytes";

/** One computed output. */
export type AggregateExpression<Specs extends FieldSpecsOf<Specs>> =
  | { readonly $count: true | (keyof Specs & string) }
  | { readonly $countDistinct: FieldOfKind<Specs, GroupKind> }
  | { readonly $sum: FieldOfKind<Specs, NumberKind> }
  | { readonly $avg: FieldOfKind<Specs, NumberKind> }
  | { readonly $min: FieldOfKind<Specs, ExtremeKind> }
  | { readonly $max: FieldOfKind<Specs, ExtremeKind> }
  | { readonly $stdDevPop: FieldOfKind<Specs, NumberKind> }
  | { readonly $stdDevSamp: FieldOfKind<Specs, NumberKind> }
  | { readonly $first: FieldOfKind<Specs, GroupKind | "json"> }
  | { readonly $last: FieldOfKind<Specs, GroupKind | "json"> }
  | { readonly $push: FieldOfKind<Specs, ListableKind | "json"> }
  | { readonly $addToSet: FieldOfKind<Specs, ListableKind> };

/** A group key that keeps a part of a point in time, in UTC: `"2001"`, `"2001-01"`, `"2001-01-14"`. */
export type BucketExpression<Specs extends FieldSpecsOf<Specs>> =
  | { readonly $year: FieldOfKind<Specs, "timestamp" | "date"> }
  | { readonly $month: FieldOfKind<Specs, "timestamp" | "date"> }
  | { readonly $day: FieldOfKind<Specs, "timestamp" | "date"> };

/** Group keys: a field's name, or an output's name with a bucket. */
export type GroupByInput<Specs extends FieldSpecsOf<Specs>> = readonly (
  | FieldOfKind<Specs, GroupKind>
  | { readonly [name: string]: BucketExpression<Specs> }
)[];

/** Outputs by name. */
export type AggregatesInput<Specs extends FieldSpecsOf<Specs>> = {
  readonly [name: string]: AggregateExpression<Specs>;
};

type Named<Input> = Input extends string ? Input : keyof Input & string;
type BucketNames<GroupBy extends readonly unknown[]> = Named<Exclude<GroupBy[number], string>>;
type FieldNames<GroupBy extends readonly unknown[]> = Extract<GroupBy[number], string>;

type RowValue<Spec extends FieldSpec> = Spec["value"] | (Spec["nullable"] extends true ? null : never);

type SpecOf<Specs extends FieldSpecsOf<Specs>, Name> = Name extends keyof Specs ? Specs[Name] : never;

type SumOf<Spec extends FieldSpec> = Spec["kind"] extends "bigint"
  ? bigint
  : Spec["kind"] extends "decimal"
    ? string
    : number;

type AggregateValue<Specs extends FieldSpecsOf<Specs>, Expression> = Expression extends { readonly $sum: infer Name }
  ? SumOf<SpecOf<Specs, Name>>
  : Expression extends { readonly $avg: unknown } | { readonly $stdDevPop: unknown } | { readonly $stdDevSamp: unknown }
    ? number | null
    : Expression extends
          | { readonly $min: infer Name }
          | { readonly $max: infer Name }
          | { readonly $first: infer Name }
          | { readonly $last: infer Name }
      ? SpecOf<Specs, Name>["value"] | null
      : Expression extends { readonly $push: infer Name } | { readonly $addToSet: infer Name }
        ? readonly RowValue<SpecOf<Specs, Name>>[]
        : number;

/** A row of an aggregation: its group keys and its computed outputs. */
export type AggregateRow<Specs extends FieldSpecsOf<Specs>, GroupBy extends readonly unknown[], Aggregates> = {
  readonly [Name in FieldNames<GroupBy>]: RowValue<SpecOf<Specs, Name>>;
} & {
  readonly [Name in BucketNames<GroupBy>]: string | null;
} & { readonly [Name in keyof Aggregates]: AggregateValue<Specs, Aggregates[Name]> };

type OutputSpec<Value> =
  Exclude<Value, null> extends infer Output
    ? {
        readonly kind: [Output] extends [number]
          ? "real"
          : [Output] extends [bigint]
            ? "bigint"
            : [Output] extends [Date]
              ? "timestamp"
              : [Output] extends [boolean]
                ? "boolean"
                : "text";
        readonly value: Output;
        readonly nullable: true;
      }
    : never;

/** A condition on the outputs of an aggregation; lists compare with nothing. */
export type HavingInput<Row> = {
  readonly [Name in keyof Row as Row[Name] extends readonly unknown[] ? never : Name]?: FieldFilter<
    OutputSpec<Row[Name]>
  >;
} & {
  readonly $and?: readonly HavingInput<Row>[];
  readonly $or?: readonly HavingInput<Row>[];
  readonly $nor?: readonly HavingInput<Row>[];
  readonly $not?: HavingInput<Row>;
};

/**
 * What an aggregation computes.
 *
 * @example
 * ```ts
 * import type { AggregateInput } from "@dataflow/query";
 *
 * interface Fields {
 *   status: { kind: "text"; value: string; nullable: false };
 *   total: { kind: "decimal"; value: string; nullable: false };
 * }
 * const input: AggregateInput<Fields> = { groupBy: ["status"], aggregates: { revenue: { $sum: "total" }, n: { $count: true } } };
 * ```
 */
export interface AggregateInput<
  Specs extends FieldSpecsOf<Specs>,
  GroupBy extends GroupByInput<Specs> = GroupByInput<Specs>,
  Aggregates extends AggregatesInput<Specs> = AggregatesInput<Specs>,
> {
  readonly groupBy?: GroupBy;
  readonly aggregates: Aggregates;
  /** The order of the rows before they are grouped: `$first`, `$last` and `$push` follow it. */
  readonly sort?: SortInput<Specs>;
  readonly having?: HavingInput<AggregateRow<Specs, GroupBy, Aggregates>>;
  readonly orderBy?: readonly (string | SortKeyInput<string>)[];
}
