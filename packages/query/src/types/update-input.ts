import type { FieldSpec, NullOf } from "./field-spec.ts";
import type { FieldSpecsOf } from "./filter.ts";

/** Changes of a number that start from what is stored; a stored null counts as 0. Exactly one operator at a time. */
export type NumberUpdate<Value> =
  | { readonly $inc: Value }
  | { readonly $mul: Value }
  | { readonly $min: Value }
  | { readonly $max: Value };

/** Changes of a value with an order: keeps the smaller or the greater of the stored and the given one. */
export type OrderUpdate<Value> = { readonly $min: Value } | { readonly $max: Value };

/** Changes of an instant. */
export type TimestampUpdate<Value> = OrderUpdate<Value> | { readonly $currentDate: true };

interface UpdateByKind<Value> {
  readonly text: OrderUpdate<Value>;
  readonly enum: never;
  readonly integer: NumberUpdate<Value>;
  readonly bigint: NumberUpdate<Value>;
  readonly real: NumberUpdate<Value>;
  readonly decimal: NumberUpdate<Value>;
  readonly timestamp: TimestampUpdate<Value>;
  readonly date: OrderUpdate<Value>;
  readonly time: OrderUpdate<Value>;
  readonly uuid: never;
  readonly bytes: never;
  readonly boolean: never;
  readonly json: never;
  readonly array: never;
  readonly unknown: never;
}

/** What an update may say about one field. */
export type FieldUpdate<Spec extends FieldSpec> =
  | Spec["value"]
  | NullOf<Spec>
  | UpdateByKind<Spec["value"]>[Spec["kind"]];

/**
 * New values of fields, or operators that change what is stored.
 *
 * @example
 * ```ts
 * import type { UpdateInput } from "@dataflow/query";
 *
 * interface Fields {
 *   name: { kind: "text"; value: string; nullable: false };
 *   visits: { kind: "integer"; value: number; nullable: false };
 *   seenAt: { kind: "timestamp"; value: Date; nullable: true };
 * }
 * const update: UpdateInput<Fields> = { name: "Ann", visits: { $inc: 1 }, seenAt: { $currentDate: true } };
 * ```
 */
export type UpdateInput<Specs extends FieldSpecsOf<Specs>> = {
  readonly [Name in keyof Specs]?: FieldUpdate<Specs[Name]>;
};
