import type { FieldMap } from "../definition/field.ts";
import type {
  AnySpec,
  AnySpecs,
  DeclaredFields,
  DeclaredOptions,
  DeclaredUnmanaged,
  DefinitionOf,
  KeyNames,
  ManagedNames,
  SpecsOf,
} from "./model-fields.ts";

type Flat<Type> = { [Name in keyof Type]: Type[Name] };

type RowValue<Spec extends AnySpec> = Spec["nullable"] extends false ? Spec["value"] : Spec["value"] | null;

/** The stored row of a model with these fields and options. */
export type RowOf<Fields extends FieldMap, Options> = RowFrom<SpecsOf<Fields, Options>>;

type RowFrom<Specs extends AnySpecs<Specs>> = { -readonly [Name in keyof Specs]: RowValue<Specs[Name]> };

/** What a create of a model with these fields and options is given. */
export type InsertOf<Fields extends FieldMap, Options> = string extends keyof Fields
  ? { [Name in string]?: unknown }
  : InsertFrom<DeclaredUnmanaged<Fields, ManagedNames<Options>>, AutomaticKey<Fields, Options>>;

interface RequiredField {
  readonly "~types": { readonly nullable: false; readonly hasDefault: false };
}

type RequiredNames<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends RequiredField ? Name : never;
}[keyof Fields];

/** The key that the database numbers, when the model declares none. */
type AutomaticKey<Fields extends FieldMap, Options> = "id" extends keyof Fields
  ? unknown
  : "id" extends KeyNames<Fields, Options>
    ? { id?: number }
    : unknown;

// A field that is in both parts is required: an intersection is optional where all of its parts are.
type InsertFrom<Fields extends FieldMap, Key> = Flat<
  { [Name in RequiredNames<Fields>]: Fields[Name]["~types"]["value"] } & {
    -readonly [Name in keyof Fields]?: RowValue<Fields[Name]["~types"]>;
  } & Key
>;

/** The key by which one row of a model is found: the value of its key field, or an object of several. */
export type KeyOf<Fields extends FieldMap, Options> = KeyFrom<SpecsOf<Fields, Options>, KeyNames<Fields, Options>>;

type KeyFrom<Specs extends AnySpecs<Specs>, Names> =
  IsUnion<Names> extends true
    ? { readonly [Name in Extract<keyof Specs, Names>]: Specs[Name]["value"] }
    : Names extends keyof Specs
      ? Specs[Names]["value"]
      : never;

type IsUnion<Names, Each = Names> = [Names] extends [never]
  ? false
  : Each extends unknown
    ? [Names] extends [Each]
      ? false
      : true
    : never;

/**
 * The row of a model: what is stored, and what a read gives.
 *
 * @example
 * ```ts
 * import { defineModel, field, type Infer } from "@dataflow/model";
 *
 * const User = defineModel("User", { name: field.text(), age: field.integer().optional() });
 * const user: Infer<typeof User> = { id: 1, name: "Alice", age: null, createdAt: new Date(), updatedAt: new Date() };
 * ```
 */
export type Infer<Model> = RowOf<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>;

/**
 * What a create is given: fields that are optional or have a default may be left out, managed ones are not accepted.
 *
 * @example
 * ```ts
 * import { defineModel, field, type InferInsert } from "@dataflow/model";
 *
 * const User = defineModel("User", { name: field.text(), active: field.boolean().default(true) });
 * const input: InferInsert<typeof User> = { name: "Alice" };
 * ```
 */
export type InferInsert<Model> = InsertOf<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>;

/**
 * The key by which one row is found (`recordId`): a value, or an object when the key has several fields.
 *
 * @example
 * ```ts
 * import { defineModel, field, type InferKey } from "@dataflow/model";
 *
 * const Seat = defineModel("Seat", { row: field.text(), number: field.integer() }, { primaryKey: ["row", "number"] });
 * const key: InferKey<typeof Seat> = { row: "A", number: 7 };
 * ```
 */
export type InferKey<Model> = KeyOf<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>;
