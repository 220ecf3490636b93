import type { RelationOperators } from "@dataflow/query";
import type { AnyField, FieldMap, ReferenceTypes } from "../definition/field.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { InferFilter } from "./infer-query.ts";
import type { DeclaredFields, DefinitionOf } from "./model-fields.ts";
import type { PluralOf } from "./plural-of.ts";

/** The models that a DataFlow was given up front, and the references among them by the model that they lead to. */
export interface Registry<Models> {
  readonly models: Models;
  readonly references: ReferencesByTarget<Models>;
}

/** A definition together with the models it lives among. */
export interface Registered<Definition, Known> {
  readonly definition: Definition;
  /** Carries types only; always absent. */
  readonly "~registry"?: Known;
}

/** The models that a model lives among; unknown when it was added by itself. */
export type RegistryOf<Model> = Model extends Registered<unknown, infer Known> ? Known : unknown;

interface ReferenceSpec {
  readonly reference: ReferenceTypes<unknown, unknown, unknown>;
}

interface JsonSpec {
  readonly kind: "json";
}

// Fields are sorted in one walk: each walk costs the compiler as much as several filters.
type UnusualNames<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly "~types": ReferenceSpec | JsonSpec } ? Name : never;
}[keyof Fields];

/** The fields of a model that refer to another. */
export type ReferringNames<Fields extends FieldMap> = NamesLike<Fields, UnusualNames<Fields>, ReferenceSpec>;

/** The fields of a model that hold documents. */
export type JsonNames<Fields extends FieldMap> = NamesLike<Fields, UnusualNames<Fields>, JsonSpec>;

type NamesLike<Fields extends FieldMap, Names extends keyof Fields, Spec> = {
  [Name in Names]: Fields[Name]["~types"] extends Spec ? Name : never;
}[Names];

type ReferenceOf<Declared> = Declared extends AnyField ? Declared["~types"]["reference"] : never;

type TargetOf<Reference, Self> = Reference extends { readonly target: infer Target }
  ? Target extends () => infer Given
    ? DefinitionOf<Given>
    : Self
  : never;

type NameOf<Definition> = Definition extends { readonly name: infer Name } ? Name : never;

/** One reference, seen from the model that it leads to. */
interface Incoming<From, Target extends PropertyKey, Name> {
  readonly from: From;
  readonly target: Target;
  /** What the rows are called that refer. */
  readonly name: Name;
}

type TargetNames<Fields, Names extends keyof Fields, Self> = {
  [Name in Names]: NameOf<TargetOf<ReferenceOf<Fields[Name]>, Self>>;
}[Names];

/** Without an `inverse` the plural of the model is the name, but only of the one reference that leads to a model. */
type InverseName<From, Target, Inverse, Others> = [Inverse] extends [never]
  ? Target extends Others
    ? never
    : From extends string
      ? PluralOf<From>
      : never
  : Inverse;

type IncomingFrom<From, Definition extends AnyModelDefinition, Fields, Names extends keyof Fields> = {
  [Name in Names]: ReferenceOf<Fields[Name]> extends ReferenceTypes<unknown, unknown, infer Inverse>
    ? NameOf<TargetOf<ReferenceOf<Fields[Name]>, Definition>> extends infer Target extends PropertyKey
      ? Incoming<
          From,
          Target,
          InverseName<From, Target, Inverse, TargetNames<Fields, Exclude<Names, Name>, Definition>>
        >
      : never
    : never;
}[Names];

type IncomingOf<Models> = {
  [From in keyof Models]: Models[From] extends infer Definition extends AnyModelDefinition
    ? IncomingFrom<From, Definition, DeclaredFields<Definition>, ReferringNames<DeclaredFields<Definition>>>
    : never;
}[keyof Models];

// A mapped type with `as` is computed again by everything that looks at it: it is looked at once, by its copy.
type Copy<Type> = { readonly [Name in keyof Type]: Type[Name] };

type ReferencesByTarget<Models> = Copy<{
  readonly [Reference in IncomingOf<Models> as Reference["target"]]: Reference;
}>;

/** A relation that leads to one row at most. */
export interface ToOne<Target, Known> {
  readonly many: false;
  readonly target: Registered<Target, Known>;
  readonly condition: InferFilter<Registered<Target, Known>> | null;
}

/** A relation that leads to any number of rows. */
export interface ToMany<Target, Known> {
  readonly many: true;
  readonly target: Registered<Target, Known>;
  readonly condition: RelationOperators<InferFilter<Registered<Target, Known>>>;
}

type RelationName<Field, Reference> =
  Reference extends ReferenceTypes<unknown, infer As, unknown>
    ? [As] extends [never]
      ? Field extends `${infer Name}Id`
        ? Name extends ""
          ? never
          : Name
        : never
      : As
    : never;

/** The relations that a model's own references make. */
type OwnRelations<Definition, Fields extends FieldMap, Known> = {
  readonly [Field in ReferringNames<Fields> as RelationName<Field, ReferenceOf<Fields[Field]>> & string]: ToOne<
    TargetOf<ReferenceOf<Fields[Field]>, Definition>,
    Known
  >;
};

type AtKey<Type, Key> = Key extends keyof Type ? Type[Key] : never;

/** The relations that the references of other models make. */
type IncomingRelations<Name, Fields, Known> =
  Known extends Registry<infer Models>
    ? {
        readonly [Reference in Extract<
          AtKey<Known["references"], Name>,
          Incoming<keyof Models, PropertyKey, string>
        > as Exclude<Reference["name"], keyof Fields>]: ToMany<Models[Reference["from"]], Known>;
      }
    : unknown;

/** All relations of a model that the compiler knows, by name. */
export type RelationsOf<Model> = RelationsIn<DefinitionOf<Model>, RegistryOf<Model>>;

type RelationsIn<Definition extends AnyModelDefinition, Known> = OwnRelations<
  Definition,
  DeclaredFields<Definition>,
  Known
> &
  IncomingRelations<Definition["name"], DeclaredFields<Definition>, Known>;

/** What a filter may say about relations. */
export type RelationConditions<Relations> = [keyof Relations] extends [never]
  ? unknown
  : { readonly [Name in keyof Relations]?: ConditionOf<Relations[Name]> };

type ConditionOf<Relation> = Relation extends { readonly condition: infer Condition } ? Condition : never;

/** Whether all relations of a model are known: not of one that was added by itself, nor beside models that drizzle declared. */
export type IsClosed<Known> =
  Known extends Registry<infer Models>
    ? [Models[keyof Models]] extends [{ readonly name: infer Name }]
      ? string extends Name
        ? false
        : true
      : false
    : false;
