import type { AnyField, AnyTraits, Field, FieldMap, FieldTraits, FieldTypes } from "../definition/field.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";

type AutoIncrement = Field<number, FieldTraits<"integer", false, true, true>>;
type Stamp = Field<Date, FieldTraits<"timestamp", false, true, false>>;
type OptionalStamp = Field<Date, FieldTraits<"timestamp", true, false, false>>;
type Tenant = Field<string, FieldTraits<"text", false, false, false>>;
type Version = Field<number, FieldTraits<"integer", false, true, false>>;

interface KeySpec {
  readonly primaryKey: true;
}

type KeyFieldNames<Fields extends FieldMap> = {
  [Name in keyof Fields]: Fields[Name]["~types"] extends KeySpec ? Name : never;
}[keyof Fields];

/** The names of the fields that make the primary key. */
export type KeyNames<Fields extends FieldMap, Options> = Options extends {
  readonly primaryKey: readonly (infer Name extends string)[];
}
  ? Name
  : string extends keyof Fields
    ? string
    : DeclaredKey<Fields>;

// Most models declare no key: asking all fields at once costs the compiler a fraction of asking one by one.
type DeclaredKey<Fields extends FieldMap> = true extends Fields[keyof Fields]["~types"]["primaryKey"]
  ? KeyFieldNames<Fields>
  : "id";

/** The names of the fields that DataFlow alone writes. */
export type ManagedNames<Options> =
  | (Options extends { readonly timestamps: false } ? never : "createdAt" | "updatedAt")
  | (Options extends { readonly multiTenant: true } ? "tenantId" : never)
  | (Options extends { readonly softDelete: true } ? "deletedAt" : never)
  | (Options extends { readonly versioned: true } ? "version" : never);

interface ManagedFieldTypes {
  readonly id: AutoIncrement;
  readonly tenantId: Tenant;
  readonly createdAt: Stamp;
  readonly updatedAt: Stamp;
  readonly deletedAt: OptionalStamp;
  readonly version: Version;
}

type ManagedBeside<Fields extends FieldMap, Options> =
  | ("id" extends KeyNames<Fields, Options> ? "id" : never)
  | ManagedNames<Options>;

/** All fields of a model, with those that it did not declare itself. */
export type AllFields<Fields extends FieldMap, Options> = Fields &
  Pick<ManagedFieldTypes, Exclude<ManagedBeside<Fields, Options>, keyof Fields>>;

/** The fields that a model declared itself, but for some. Leaving out what is not there would cost a walk over all of them. */
export type DeclaredUnmanaged<Fields extends FieldMap, Left> = [Extract<Left, keyof Fields>] extends [never]
  ? Fields
  : Omit<Fields, Left & string>;

/** The value of a field. */
export type ValueOf<Declared extends AnyField> = Declared["~types"]["value"];

/** What the types know of a field. */
export type TypesOf<Declared extends AnyField> = Declared["~types"];

/** A definition, be it given as such or as a model bound to a database. */
export type DefinitionOf<Model> = Model extends { readonly definition: infer Definition extends AnyModelDefinition }
  ? Definition
  : Model extends AnyModelDefinition
    ? Model
    : never;

/** The declared fields of a definition. */
export type DeclaredFields<Definition extends AnyModelDefinition> = NonNullable<Definition["~types"]>["fields"];

/** The declared options of a definition. */
export type DeclaredOptions<Definition extends AnyModelDefinition> = NonNullable<Definition["~types"]>["options"];

/** What the types know of each field of a model, in the words of a query's `FieldSpec` and some more. */
export type SpecsOf<Fields extends FieldMap, Options> = SpecsFrom<AllFields<Fields, Options>>;

export type SpecsFrom<All extends FieldMap> = { readonly [Name in keyof All]: All[Name]["~types"] };

/** What the types know of any field. */
export type AnySpec = FieldTypes<unknown, AnyTraits>;

/** Lets a mapped type stand where a type with an index signature would be asked for. */
export type AnySpecs<Specs> = { readonly [Name in keyof Specs]: AnySpec };
