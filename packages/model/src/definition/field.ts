import type { ColumnKind } from "@dataflow/core";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { FieldDeclaration, ReferenceOptions } from "./field-declaration.ts";

/** What the types must know of a field beside its value. */
export interface FieldTraits<
  Kind extends ColumnKind = ColumnKind,
  Optional extends boolean = boolean,
  HasDefault extends boolean = boolean,
  PrimaryKey extends boolean = boolean,
  Reference = null,
> {
  readonly kind: Kind;
  readonly optional: Optional;
  readonly hasDefault: HasDefault;
  readonly primaryKey: PrimaryKey;
  /** Where the field refers to; null when it does not. */
  readonly reference: Reference;
}

/** What the types know of any field. */
export type AnyTraits = FieldTraits<ColumnKind, boolean, boolean, boolean, unknown>;

/** What the types know of a reference: where it leads, and what its relations are called when that is said. */
export interface ReferenceTypes<Target, As, Inverse> {
  readonly target: Target;
  readonly as: As;
  readonly inverse: Inverse;
}

/** What a field means to the compiler, in the words of `FieldSpec`; there is no such object at run time. */
export interface FieldTypes<Value, Traits extends AnyTraits> {
  readonly kind: Traits["kind"];
  readonly value: Value;
  readonly nullable: Traits["optional"];
  readonly hasDefault: Traits["hasDefault"];
  readonly primaryKey: Traits["primaryKey"];
  readonly reference: Traits["reference"];
}

/**
 * One field of a model. A frozen value: each method gives a new field and leaves this one as it is.
 *
 * @example
 * ```ts
 * import { field } from "@dataflow/model";
 *
 * const email = field.text(320).unique();
 * const nickname = field.text().optional();
 * ```
 */
export interface Field<Value, Traits extends AnyTraits = AnyTraits> {
  /** All that was said about the field. */
  readonly declaration: FieldDeclaration<Value>;
  /** Carries types only; always absent. */
  readonly "~types": FieldTypes<Value, Traits>;
  /** The field may be null: an insert may leave it out or give null. */
  optional(): Field<
    Value,
    FieldTraits<Traits["kind"], true, Traits["hasDefault"], Traits["primaryKey"], Traits["reference"]>
  >;
  /** No two rows may have the same value. Nulls are not compared. */
  unique(): Field<Value, Traits>;
  /** The field is the primary key, or one of its parts when several fields say so. */
  primaryKey(): Field<
    Value,
    FieldTraits<Traits["kind"], Traits["optional"], Traits["hasDefault"], true, Traits["reference"]>
  >;
  /**
   * What an insert that leaves the field out gets. A value also becomes the default of the column, for rows that other
   * programs write; a function is called for each new row.
   *
   * @param value a value of the field's kind, or a function that makes one
   */
  default(
    value: Value | (() => Value),
  ): Field<Value, FieldTraits<Traits["kind"], Traits["optional"], true, Traits["primaryKey"], Traits["reference"]>>;
  /**
   * The field refers to a row of another model, or of its own: a foreign key.
   *
   * @param target a function that gives the model, so that it may be declared later; or `"self"`
   * @param options the field referred to (default: the primary key), and what happens when that row goes
   */
  references<
    const Target extends ModelReference,
    const As extends string = never,
    const Inverse extends string = never,
  >(
    target: Target,
    options?: ReferenceOptions<As, Inverse>,
  ): Field<
    Value,
    FieldTraits<
      Traits["kind"],
      Traits["optional"],
      Traits["hasDefault"],
      Traits["primaryKey"],
      ReferenceTypes<Target, As, Inverse>
    >
  >;
  /**
   * Also checks every value that is written. Null is not passed to the schema.
   *
   * @param schema a Standard Schema (zod, valibot, arktype, …) whose output is a value of the field
   */
  validate(schema: StandardSchemaV1<unknown, Value>): Field<Value, Traits>;
  /**
   * Names the column, when it is not the snake_case of the field's name.
   *
   * @param name the column's name
   */
  column(name: string): Field<Value, Traits>;
  /**
   * Says what the field was called before, so that its column is renamed and keeps its values. It may stay when that is
   * done.
   *
   * @param name the former name of the field, or of its column
   */
  renamedFrom(name: string): Field<Value, Traits>;
  /** Puts an index on the column. */
  index(): Field<Value, Traits>;
}

/**
 * Where a reference leads. Declared as giving nothing because a compiler that compares what the function gives while it
 * infers a model's type could not infer that of a model that refers to itself, or of two that refer to each other. What
 * it does give is looked at later, by the types of relations.
 */
export type ModelReference = (() => void) | "self";

/** Any field. */
export type AnyField = Field<unknown>;

/** The fields of a model by name. */
export type FieldMap = Readonly<Record<string, AnyField>>;
