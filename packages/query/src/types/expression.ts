import type { ColumnKind } from "@dataflow/core";
import type { JsonValue } from "./json-value.ts";

type NamesOf<Specs, Kind extends ColumnKind> = {
  [Name in keyof Specs]: Specs[Name] extends { readonly kind: Kind } ? Name : never;
}[keyof Specs] &
  string;

/** A text that is not taken for the name of a field. */
interface Literal {
  readonly $literal: string;
}

type Pair<Specs, Kind extends ColumnKind, Value> =
  | readonly [left: `$${NamesOf<Specs, Kind>}`, right: `$${NamesOf<Specs, Kind>}` | Value | null]
  | readonly [left: Value | null, right: `$${NamesOf<Specs, Kind>}`];

type PlaceOf<Specs> = `$${NamesOf<Specs, "json">}` | `$${NamesOf<Specs, "json">}.${string}`;

/** What a place in a document can be compared with. */
type BesidePlace<Specs> =
  | `$${NamesOf<Specs, "text" | "enum" | "integer" | "bigint" | "real" | "boolean">}`
  | number
  | boolean
  | null
  | { readonly $literal: JsonValue };

type PlacePair<Specs> =
  | readonly [left: PlaceOf<Specs>, right: PlaceOf<Specs> | BesidePlace<Specs>]
  | readonly [left: BesidePlace<Specs>, right: PlaceOf<Specs>];

type OrderedPair<Specs> =
  | Pair<Specs, "integer" | "bigint", number | bigint>
  | Pair<Specs, "integer" | "real", number>
  | Pair<Specs, "decimal", Literal>
  | Pair<Specs, "text" | "enum", Literal>
  | Pair<Specs, "timestamp", Date>
  | Pair<Specs, "date", Literal>
  | Pair<Specs, "time", Literal>
  | Pair<Specs, "uuid", Literal>
  | PlacePair<Specs>;

type EqualityPair<Specs> = OrderedPair<Specs> | Pair<Specs, "boolean", boolean> | Pair<Specs, "bytes", Uint8Array>;

/**
 * What `$expr` takes: comparisons of fields of comparable kinds, written `"$name"`, with each other or with values.
 *
 * @example
 * ```ts
 * import type { Expression } from "@dataflow/query";
 *
 * interface AccountFields {
 *   balance: { kind: "integer"; value: number; nullable: false };
 *   limit: { kind: "integer"; value: number; nullable: true };
 * }
 *
 * const overdrawn: Expression<AccountFields> = { $gt: ["$balance", "$limit"] };
 * ```
 */
export type Expression<Specs> =
  | { readonly $eq: EqualityPair<Specs> }
  | { readonly $ne: EqualityPair<Specs> }
  | { readonly $gt: OrderedPair<Specs> }
  | { readonly $gte: OrderedPair<Specs> }
  | { readonly $lt: OrderedPair<Specs> }
  | { readonly $lte: OrderedPair<Specs> }
  | { readonly $and: readonly Expression<Specs>[] }
  | { readonly $or: readonly Expression<Specs>[] }
  | { readonly $not: Expression<Specs> | readonly [Expression<Specs>] };
