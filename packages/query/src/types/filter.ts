import type { ColumnKind } from "@dataflow/core";
import type { Expression } from "./expression.ts";
import type { FieldSpec } from "./field-spec.ts";
import type { JsonValue } from "./json-value.ts";

/** What may be asked of a field of any kind. */
export interface NullOperators {
  readonly $exists?: boolean;
  readonly $null?: boolean;
}

/** What may be asked of a field whose values can be told apart, beside `$not`. */
export interface EqualityConditions<Value, Null> extends NullOperators {
  readonly $eq?: Value | Null;
  readonly $ne?: Value | Null;
  readonly $in?: readonly (Value | Null)[];
  readonly $nin?: readonly (Value | Null)[];
}

/** What may be asked of a field whose values can be told apart. */
export interface EqualityOperators<Value, Null> extends EqualityConditions<Value, Null> {
  readonly $not?: EqualityConditions<Value, Null>;
}

/** What may be asked of a field whose values have an order, beside `$not`. */
export interface OrderConditions<Value, Null> extends EqualityConditions<Value, Null> {
  readonly $gt?: Value;
  readonly $gte?: Value;
  readonly $lt?: Value;
  readonly $lte?: Value;
  readonly $between?: readonly [Value, Value];
}

/** A mask, or the positions of bits. */
type BitMask = number | bigint | readonly number[];

/** What may be asked of the digits of a whole number. */
export interface DigitOperators {
  readonly $mod?: readonly [number | bigint, number | bigint];
  readonly $bitsAllSet?: BitMask;
  readonly $bitsAnySet?: BitMask;
  readonly $bitsAllClear?: BitMask;
  readonly $bitsAnyClear?: BitMask;
}

/** What may be asked of a whole number. */
export interface WholeOperators<Value, Null> extends OrderConditions<Value, Null>, DigitOperators {
  readonly $not?: OrderConditions<Value, Null> & DigitOperators;
}

/** What may be asked of a field whose values have an order. */
export interface OrderOperators<Value, Null> extends OrderConditions<Value, Null> {
  readonly $not?: OrderConditions<Value, Null>;
}

/** What may be asked of a text, beside `$not`. */
export interface TextConditions<Value, Null> extends OrderConditions<Value, Null> {
  readonly $like?: string;
  readonly $ilike?: string;
  readonly $startsWith?: string;
  readonly $endsWith?: string;
  readonly $contains?: string;
  readonly $iStartsWith?: string;
  readonly $iEndsWith?: string;
  readonly $iContains?: string;
  readonly $regex?: string | RegExp;
  readonly $options?: string;
}

/** What may be asked of a text. */
export interface TextOperators<Value, Null> extends TextConditions<Value, Null> {
  readonly $not?: TextConditions<Value, Null>;
}

/** What may be asked of an array column, beside `$not`. A value alone is an element of it. */
export interface ArrayConditions<Value, Null> extends NullOperators {
  readonly $eq?: ElementOf<Value> | Value | Null;
  readonly $ne?: ElementOf<Value> | Value | Null;
  readonly $in?: readonly (ElementOf<Value> | Value | Null)[];
  readonly $nin?: readonly (ElementOf<Value> | Value | Null)[];
  readonly $all?: readonly ElementOf<Value>[];
  readonly $overlap?: readonly ElementOf<Value>[];
  readonly $size?: number;
  readonly $gt?: ElementOf<Value>;
  readonly $gte?: ElementOf<Value>;
  readonly $lt?: ElementOf<Value>;
  readonly $lte?: ElementOf<Value>;
  readonly $elemMatch?: TextOperators<ElementOf<Value>, never>;
}

/** What may be asked of an array column. */
export interface ArrayOperators<Value, Null> extends ArrayConditions<Value, Null> {
  readonly $not?: ArrayConditions<Value, Null>;
}

type ElementOf<Value> = Value extends readonly (infer Element)[] ? Element : never;

interface OperatorsByKind<Value, Null> {
  readonly text: TextOperators<Value, Null>;
  readonly enum: TextOperators<Value, Null>;
  readonly integer: WholeOperators<Value, Null>;
  readonly bigint: WholeOperators<Value, Null>;
  readonly real: OrderOperators<Value, Null>;
  readonly decimal: OrderOperators<Value, Null>;
  readonly timestamp: OrderOperators<Value, Null>;
  readonly date: OrderOperators<Value, Null>;
  readonly time: OrderOperators<Value, Null>;
  readonly uuid: OrderOperators<Value, Null>;
  readonly bytes: EqualityOperators<Value, Null>;
  readonly boolean: EqualityOperators<Value, Null>;
  readonly json: JsonPathOperators;
  readonly array: ArrayOperators<Value, Null>;
  readonly unknown: NullOperators;
}

interface LiteralByKind<Value> {
  readonly json: never;
  readonly array: ElementOf<Value> | Value;
  readonly unknown: never;
}

type FilterByKind<Kind extends ColumnKind, Value, Null> =
  | (Kind extends keyof LiteralByKind<Value> ? LiteralByKind<Value>[Kind] : Value)
  | Null
  | OperatorsByKind<Value, Null>[Kind];

/** What a filter may say about one field: a value, null where it may be null, or operators of its kind. */
export type FieldFilter<Spec> = Spec extends {
  readonly kind: infer Kind extends ColumnKind;
  readonly value: infer Value;
  readonly nullable: infer Nullable;
}
  ? FilterByKind<Kind, Value, Nullable extends true ? null : never>
  : never;

/** A scalar at a place in a JSON document. */
type JsonLeaf = string | number | boolean;

type JsonTypeName = "null" | "number" | "string" | "object" | "array" | "boolean" | "bool" | 2 | 3 | 4 | 8 | 10;

/** A value that has an order: texts and numbers among themselves, `false` before `true`, arrays by their elements. */
type JsonOrdered = JsonLeaf | readonly JsonValue[];

/** What may be asked of a JSON document, or of a place in one. */
export interface JsonPathOperators extends DigitOperators {
  readonly $eq?: JsonValue;
  readonly $ne?: JsonValue;
  readonly $gt?: JsonOrdered;
  readonly $gte?: JsonOrdered;
  readonly $lt?: JsonOrdered;
  readonly $lte?: JsonOrdered;
  readonly $between?: readonly [string, string] | readonly [number, number];
  readonly $in?: readonly JsonValue[];
  readonly $nin?: readonly JsonValue[];
  readonly $exists?: boolean;
  readonly $null?: boolean;
  readonly $type?: JsonTypeName | readonly JsonTypeName[];
  readonly $all?: readonly JsonValue[] | readonly { readonly $elemMatch: JsonElementFilter }[];
  readonly $elemMatch?: JsonElementFilter;
  readonly $size?: number;
  readonly $overlap?: readonly JsonValue[];
  readonly $like?: string;
  readonly $ilike?: string;
  readonly $startsWith?: string;
  readonly $endsWith?: string;
  readonly $contains?: string;
  readonly $regex?: string | RegExp;
  readonly $options?: string;
  readonly $not?: JsonPathOperators;
}

/** What may be asked of an element of a JSON array: operators on the element, or conditions on places in it. */
export type JsonElementFilter =
  | JsonPathOperators
  | {
      readonly [path: string]: JsonLeaf | null | JsonPathOperators | readonly (JsonValue | JsonElementFilter)[];
    };

/** What may be said of a place in a JSON field. */
export type JsonPlaceFilter = JsonLeaf | null | readonly JsonValue[] | JsonPathOperators;

interface JsonSpec {
  readonly kind: "json";
}

type JsonFieldOf<Specs> = { [Name in keyof Specs]: Specs[Name] extends JsonSpec ? Name : never }[keyof Specs];

/** Conditions on the fields, joined by "and". */
export type FieldFilters<Specs, JsonName = JsonFieldOf<Specs>> = {
  readonly [Name in keyof Specs]?: FieldFilter<Specs[Name]>;
} & JsonPlaceFilters<JsonName>;

// Without documents it is no object at all: beside an empty one, a number would pass for a filter.
type JsonPlaceFilters<JsonName> = [JsonName] extends [never]
  ? unknown
  : { readonly [Path in `${JsonName & string}.${string}`]?: JsonPlaceFilter };

/** What `$text` takes. Words are compared in small letters and without accents, in no language of their own. */
export interface TextSearch {
  /** Words, of which one is enough; phrases in double quotes; and a dash before what must not be there. */
  readonly $search: string;
  readonly $caseSensitive?: false;
  readonly $diacriticSensitive?: false;
  readonly $language?: "none";
}

/** Filters joined by logic. The lists must not be empty. */
export interface LogicalFilters<Specs, Inner = Filter<Specs>> {
  readonly $and?: readonly Inner[];
  readonly $or?: readonly Inner[];
  readonly $nor?: readonly Inner[];
  readonly $not?: Inner;
  /** Compares fields of a row with each other. */
  readonly $expr?: Expression<Specs>;
  /** Searches the texts that the model declares for it. */
  readonly $text?: TextSearch;
}

/**
 * A MongoDB-style filter over fields of known kinds, and along relations to rows of other tables.
 *
 * `Relations` has what may be said of each relation: `{ author?: Filter<UserFields> | null; posts?: RelationOperators<Filter<PostFields>> }`.
 * `JsonName` names the fields that hold documents.
 *
 * @example
 * ```ts
 * import type { Filter } from "@dataflow/query";
 *
 * interface UserFields {
 *   name: { kind: "text"; value: string; nullable: false };
 *   age: { kind: "integer"; value: number; nullable: true };
 *   profile: { kind: "json"; value: { city: string }; nullable: true };
 * }
 *
 * const filter: Filter<UserFields> = { age: { $gte: 18, $lt: 65 }, $or: [{ name: "Ann" }, { "profile.city": "Paris" }] };
 * ```
 */
export type Filter<Specs, Relations = unknown, JsonName = JsonFieldOf<Specs>> = FieldFilters<Specs, JsonName> &
  Relations &
  LogicalFilters<Specs, Filter<Specs, Relations, JsonName>>;

/** Lets an interface stand where a type with an index signature would be asked for. */
export type FieldSpecsOf<Specs> = { readonly [Name in keyof Specs]: FieldSpec };
