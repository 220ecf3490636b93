import type { Expression } from "./expression.ts";
import type { FieldSpec, NullOf } from "./field-spec.ts";
import type { JsonValue } from "./json-value.ts";

/** What may be asked of a field of any kind. */
export interface NullOperators {
  readonly $exists?: boolean;
  readonly $null?: boolean;
}

/** What may be asked of a field whose values can be told apart. */
export interface EqualityOperators<Value, Null> extends NullOperators {
  readonly $eq?: Value | Null;
  readonly $ne?: Value | Null;
  readonly $in?: readonly (Value | Null)[];
  readonly $nin?: readonly (Value | Null)[];
  readonly $not?: Omit<EqualityOperators<Value, Null>, "$not">;
}

/** What may be asked of a field whose values have an order. */
export interface OrderOperators<Value, Null> extends Omit<EqualityOperators<Value, Null>, "$not"> {
  readonly $gt?: Value;
  readonly $gte?: Value;
  readonly $lt?: Value;
  readonly $lte?: Value;
  readonly $between?: readonly [Value, Value];
  readonly $not?: Omit<OrderOperators<Value, Null>, "$not">;
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
export interface WholeOperators<Value, Null> extends Omit<OrderOperators<Value, Null>, "$not">, DigitOperators {
  readonly $not?: Omit<WholeOperators<Value, Null>, "$not">;
}

/** What may be asked of a text. */
export interface TextOperators<Value, Null> extends Omit<OrderOperators<Value, Null>, "$not"> {
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
  readonly $not?: Omit<TextOperators<Value, Null>, "$not">;
}

/** What may be asked of an array column. A value alone is an element of it. */
export interface ArrayOperators<Value, Null> extends NullOperators {
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
  readonly $not?: Omit<ArrayOperators<Value, Null>, "$not">;
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

type LiteralByKind<Spec extends FieldSpec> = Spec["kind"] extends "json" | "unknown"
  ? never
  : Spec["kind"] extends "array"
    ? ElementOf<Spec["value"]> | Spec["value"]
    : Spec["value"];

/** What a filter may say about one field: a value, null where it may be null, or operators of its kind. */
export type FieldFilter<Spec extends FieldSpec> =
  | LiteralByKind<Spec>
  | NullOf<Spec>
  | OperatorsByKind<Spec["value"], NullOf<Spec>>[Spec["kind"]];

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

type JsonFieldOf<Specs extends FieldSpecsOf<Specs>> = {
  [Name in keyof Specs & string]: Specs[Name]["kind"] extends "json" ? Name : never;
}[keyof Specs & string];

/** Conditions on the fields, joined by "and". */
export type FieldFilters<Specs extends FieldSpecsOf<Specs>> = {
  readonly [Name in keyof Specs]?: FieldFilter<Specs[Name]>;
} & {
  readonly [Path in `${JsonFieldOf<Specs>}.${string}`]?: JsonLeaf | null | readonly JsonValue[] | JsonPathOperators;
};

/** What `$text` takes. Words are compared in small letters and without accents, in no language of their own. */
export interface TextSearch {
  /** Words, of which one is enough; phrases in double quotes; and a dash before what must not be there. */
  readonly $search: string;
  readonly $caseSensitive?: false;
  readonly $diacriticSensitive?: false;
  readonly $language?: "none";
}

/** Filters joined by logic. The lists must not be empty. */
export interface LogicalFilters<Specs extends FieldSpecsOf<Specs>, Relations extends string = never> {
  readonly $and?: readonly Filter<Specs, Relations>[];
  readonly $or?: readonly Filter<Specs, Relations>[];
  readonly $nor?: readonly Filter<Specs, Relations>[];
  readonly $not?: Filter<Specs, Relations>;
  /** Compares fields of a row with each other. */
  readonly $expr?: Expression<Specs>;
  /** Searches the texts that the model declares for it. */
  readonly $text?: TextSearch;
}

/** A filter over a table whose fields the compiler does not know; it is checked when it is parsed. */
export interface UntypedFilter {
  readonly [key: string]: unknown;
}

/** What may be said of the rows at the end of a relation. */
export interface RelationOperators {
  readonly $some?: UntypedFilter;
  readonly $none?: UntypedFilter;
  readonly $every?: UntypedFilter;
}

/**
 * Conditions on relations whose names the compiler does not know: those that lead to many rows. In an object of their
 * own, or they would let a misspelt field pass; join them with others by `$and`.
 */
export interface RelationFilters {
  readonly [relation: string]: RelationOperators;
}

/**
 * A MongoDB-style filter over fields of known kinds.
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
export type Filter<Specs extends FieldSpecsOf<Specs>, Relations extends string = never> =
  | (FieldFilters<Specs> & { readonly [Name in Relations]?: UntypedFilter | null } & LogicalFilters<Specs, Relations>)
  | RelationFilters;

/** Lets an interface stand where a type with an index signature would be asked for. */
export type FieldSpecsOf<Specs> = { readonly [Name in keyof Specs]: FieldSpec };
