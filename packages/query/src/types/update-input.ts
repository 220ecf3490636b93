import type { FieldSpec, NullOf } from "./field-spec.ts";
import type { FieldSpecsOf } from "./filter.ts";
import type { JsonValue } from "./json-value.ts";

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

/** The elements of an array. */
type ElementOf<Value> = Value extends readonly (infer Element)[] ? Element : never;

/** What `$push` is given to put in several values, at a place; then to sort and to cut the array. */
export interface PushModifiers<Element> {
  readonly $each: readonly Element[];
  readonly $position?: number;
  readonly $slice?: number;
  readonly $sort?: 1 | -1 | { readonly [path: string]: 1 | -1 };
}

/** What `$pull` asks of elements. */
export interface ElementOperators<Element> {
  readonly $eq?: Element;
  readonly $ne?: Element;
  readonly $gt?: Element;
  readonly $gte?: Element;
  readonly $lt?: Element;
  readonly $lte?: Element;
  readonly $in?: readonly Element[];
  readonly $nin?: readonly Element[];
  readonly $not?: Omit<ElementOperators<Element>, "$not">;
}

/** Changes of the elements of an array. */
export type ArrayUpdate<Value> =
  | { readonly $push: ElementOf<Value> | PushModifiers<ElementOf<Value>> }
  | { readonly $addToSet: ElementOf<Value> | { readonly $each: readonly ElementOf<Value>[] } }
  | { readonly $pull: ElementOf<Value> | ElementOperators<ElementOf<Value>> }
  | { readonly $pullAll: readonly ElementOf<Value>[] }
  | { readonly $pop: 1 | -1 };

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
  readonly array: ArrayUpdate<Value>;
  readonly unknown: never;
}

/** What an update may say about one field. */
export type FieldUpdate<Spec extends FieldSpec> =
  | Spec["value"]
  | NullOf<Spec>
  | UpdateByKind<Spec["value"]>[Spec["kind"]];

/** New values of fields, or one operator under each. */
export type FieldUpdates<Specs extends FieldSpecsOf<Specs>> = {
  readonly [Name in keyof Specs]?: FieldUpdate<Specs[Name]>;
};

type NamesOf<Specs extends FieldSpecsOf<Specs>, Kind extends FieldSpec["kind"]> = {
  [Name in keyof Specs]: Specs[Name]["kind"] extends Kind ? Name : never;
}[keyof Specs] &
  string;

type NumberKind = "integer" | "bigint" | "real" | "decimal";
type OrderedKind = NumberKind | "text" | "timestamp" | "date" | "time";

/** A value for each field of some kinds, and for places in JSON fields, named by dotted paths. */
type OperandsOf<Specs extends FieldSpecsOf<Specs>, Kind extends FieldSpec["kind"], Place> = {
  readonly [Name in NamesOf<Specs, Kind>]?: Specs[Name]["value"];
} & PlacesOf<Specs, Place>;

type PlacesOf<Specs extends FieldSpecsOf<Specs>, Place> = {
  readonly [Path in `${NamesOf<Specs, "json">}.${string}`]?: Place;
};

type ElementsOf<Specs extends FieldSpecsOf<Specs>, Operator extends string> = {
  readonly [Name in NamesOf<Specs, "array">]?: ArrayUpdate<Specs[Name]["value"]> extends infer Update
    ? Update extends { readonly [Key in Operator]: infer Operand }
      ? Operand
      : never
    : never;
};

/** Operators above the fields that they change, as MongoDB writes them. A place may be changed once. */
export interface UpdateOperators<Specs extends FieldSpecsOf<Specs>> {
  readonly $set?: { readonly [Name in keyof Specs]?: Specs[Name]["value"] | NullOf<Specs[Name]> } & PlacesOf<
    Specs,
    JsonValue
  >;
  readonly $setOnInsert?: UpdateOperators<Specs>["$set"];
  readonly $unset?: { readonly [Name in keyof Specs]?: true | 1 | "" } & PlacesOf<Specs, true | 1 | "">;
  readonly $inc?: OperandsOf<Specs, NumberKind, number>;
  readonly $mul?: OperandsOf<Specs, NumberKind, number>;
  readonly $min?: OperandsOf<Specs, OrderedKind, JsonValue>;
  readonly $max?: OperandsOf<Specs, OrderedKind, JsonValue>;
  readonly $currentDate?: { readonly [Name in NamesOf<Specs, "timestamp">]?: true } & PlacesOf<
    Specs,
    true | { readonly $type: "date" }
  >;
  readonly $rename?: PlacesOf<Specs, `${NamesOf<Specs, "json">}.${string}`>;
  readonly $push?: ElementsOf<Specs, "$push"> & PlacesOf<Specs, JsonValue | PushModifiers<JsonValue>>;
  readonly $addToSet?: ElementsOf<Specs, "$addToSet"> & PlacesOf<Specs, JsonValue>;
  readonly $pull?: ElementsOf<Specs, "$pull"> & PlacesOf<Specs, JsonValue>;
  readonly $pullAll?: ElementsOf<Specs, "$pullAll"> & PlacesOf<Specs, readonly JsonValue[]>;
  readonly $pop?: ElementsOf<Specs, "$pop"> & PlacesOf<Specs, 1 | -1>;
  readonly $bit?: PlacesOf<Specs, { readonly and?: number; readonly or?: number; readonly xor?: number }>;
}

/**
 * New values of fields, or operators that change what is stored: under a field, or above the fields as MongoDB writes
 * them. A dotted path leads to a place in a JSON field.
 *
 * @example
 * ```ts
 * import type { UpdateInput } from "@dataflow/query";
 *
 * interface Fields {
 *   name: { kind: "text"; value: string; nullable: false };
 *   visits: { kind: "integer"; value: number; nullable: false };
 *   seenAt: { kind: "timestamp"; value: Date; nullable: true };
 *   profile: { kind: "json"; value: { city: string }; nullable: true };
 * }
 * const update: UpdateInput<Fields> = { name: "Ann", visits: { $inc: 1 }, seenAt: { $currentDate: true } };
 * const same: UpdateInput<Fields> = { $set: { name: "Ann", "profile.city": "Paris" }, $inc: { visits: 1 } };
 * ```
 */
export type UpdateInput<Specs extends FieldSpecsOf<Specs>> = FieldUpdates<Specs> &
  PlacesOf<Specs, JsonValue> &
  UpdateOperators<Specs>;
