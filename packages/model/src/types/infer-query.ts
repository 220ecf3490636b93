import type {
  AggregateInput,
  FieldFilters,
  FieldUpdates,
  Filter,
  LogicalFilters,
  RelationOperators,
  SortInput,
  UpdateInput,
} from "@dataflow/query";
import type { FieldMap } from "../definition/field.ts";
import type {
  DeclaredFields,
  DeclaredOptions,
  DeclaredUnmanaged,
  DefinitionOf,
  KeyNames,
  ManagedNames,
  SpecsFrom,
  SpecsOf,
} from "./model-fields.ts";
import type { IsClosed, JsonNames, RegistryOf, RelationConditions, RelationsOf } from "./relation-types.ts";

/** The fields that an update never changes. Where no field is known by name, none is. */
type FixedNames<Fields extends FieldMap, Options> = string extends keyof Fields
  ? never
  : KeyNames<Fields, Options> | ManagedNames<Options>;

/** What an update of a model with these fields and options is given. */
export type UpdateOf<Fields extends FieldMap, Options> = UpdateInput<UpdatableSpecs<Fields, Options>>;

type UpdatableSpecs<Fields extends FieldMap, Options> = SpecsFrom<
  DeclaredUnmanaged<Fields, FixedNames<Fields, Options>>
>;

/** The part of an update that names fields alone: what a node takes as parameters of its own. */
export type InferFieldUpdates<Model> = FieldUpdates<
  UpdatableSpecs<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>
>;

/** The fields of a model by name, as the types of queries want them. */
export type InferSpecs<Model> = SpecsOf<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>;

/**
 * What an update is given: values, or operators that work on what is stored. The primary key never changes, and managed
 * fields are not accepted.
 *
 * @example
 * ```ts
 * import { defineModel, field, type InferUpdate } from "@dataflow/model";
 *
 * const User = defineModel("User", { name: field.text(), visits: field.integer().default(0) });
 * const changes: InferUpdate<typeof User> = { name: "Alice", visits: { $inc: 1 } };
 * ```
 */
export type InferUpdate<Model> = UpdateOf<DeclaredFields<DefinitionOf<Model>>, DeclaredOptions<DefinitionOf<Model>>>;

/**
 * A filter over the fields of a model.
 *
 * @example
 * ```ts
 * import { defineModel, field, type InferFilter } from "@dataflow/model";
 *
 * const User = defineModel("User", { name: field.text(), age: field.integer().optional() });
 * const adults: InferFilter<typeof User> = { age: { $gte: 18 } };
 * ```
 */
export type InferFilter<Model> =
  InferSpecs<Model> extends infer Specs
    ? IsClosed<RegistryOf<Model>> extends true
      ? Filter<Specs, RelationConditions<RelationsOf<Model>>, JsonNames<DeclaredFields<DefinitionOf<Model>>>>
      : OpenFilter<Specs, RelationConditions<RelationsOf<Model>>, JsonNames<DeclaredFields<DefinitionOf<Model>>>>
    : never;

/** A filter over a model of whose relations the compiler knows only those that its own references make. */
export type OpenFilter<Specs, Relations, JsonName> =
  | (FieldFilters<Specs, JsonName> & Relations & LogicalFilters<Specs, OpenFilter<Specs, Relations, JsonName>>)
  | OpenRelationFilters;

/**
 * Conditions on relations whose names the compiler does not know. In an object of their own, or they would let a misspelt
 * field pass; join them with others by `$and`.
 */
export interface OpenRelationFilters {
  readonly [relation: string]: RelationOperators;
}

/** An order over the fields of a model: `["-createdAt", "name"]`. */
export type InferSort<Model> = SortInput<InferSpecs<Model>>;

/** What an aggregation over the fields of a model is given. */
export type InferAggregate<Model> = AggregateInput<InferSpecs<Model>>;

/** The names of all fields of a model, the managed ones included. */
export type FieldNameOf<Model> = keyof InferSpecs<Model> & string;
