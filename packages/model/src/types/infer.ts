import type { AnyField, FieldMap } from "../definition/field.ts";
import type {
  AllFields,
  DeclaredFields,
  DeclaredOptions,
  DefinitionOf,
  KeyNames,
  ManagedNames,
  TypesOf,
  ValueOf,
} from "./model-fields.ts";

type Flat<Type> = { [Name in keyof Type]: Type[Name] };

type RowValue<Declared> = Declared extends AnyField
  ? TypesOf<Declared>["nullable"] extends false
    ? ValueOf<Declared>
    : ValueOf<Declared> | null
  : never;

type IsRequired<Declared> = Declared extends AnyField
  ? TypesOf<Declared>["nullable"] extends false
    ? TypesOf<Declared>["hasDefault"] extends false
      ? true
      : false
    : false
  : false;

/** The stored row of a model with these fields and options. */
export type RowOf<Fields extends FieldMap, Options> = RowFrom<AllFields<Fields, Options>>;

type RowFrom<All> = { -readonly [Name in keyof All]: RowValue<All[Name]> };

/** What a create of a model with these fields and options is given. */
export type InsertOf<Fields extends FieldMap, Options> = InsertFrom<AllFields<Fields, Options>, ManagedNames<Options>>;

type InsertFrom<All, Managed> = Flat<
  {
    -readonly [Name in keyof All as Name extends Managed
      ? never
      : IsRequired<All[Name]> extends true
        ? Name
        : never]: RowValue<All[Name]>;
  } & {
    -readonly [Name in keyof All as Name extends Managed
      ? never
      : IsRequired<All[Name]> extends true
        ? never
        : Name]?: RowValue<All[Name]>;
  }
>;

/** The key by which one row of a model is found: the value of its key field, or an object of several. */
export type KeyOf<Fields extends FieldMap, Options> = KeyFrom<AllFields<Fields, Options>, KeyNames<Fields, Options>>;

type KeyFrom<All, Names> =
  IsUnion<Names> extends true
    ? { readonly [Name in keyof All as Name extends Names ? Name : never]: RowValue<All[Name]> }
    : Names extends keyof All
      ? RowValue<All[Names]>
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
