import type { FieldMap } from "../definition/field.ts";
import type {
  AnySpec,
  AnySpecs,
  DeclaredFields,
  DeclaredOptions,
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
export type InsertOf<Fields extends FieldMap, Options> = InsertFrom<SpecsOf<Fields, Options>, ManagedNames<Options>>;

interface Required {
  readonly nullable: false;
  readonly hasDefault: false;
}

type RequiredNames<Specs extends AnySpecs<Specs>> = {
  [Name in keyof Specs]: Specs[Name] extends Required ? Name : never;
}[keyof Specs];

type InsertFrom<Specs extends AnySpecs<Specs>, Managed> = Flat<
  { [Name in Exclude<RequiredNames<Specs>, Managed>]: Specs[Name]["value"] } & {
    [Name in Exclude<keyof Specs, RequiredNames<Specs> | Managed>]?: RowValue<Specs[Name]>;
  }
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
