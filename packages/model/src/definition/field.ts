import type { ColumnKind } from "@dataflow/core";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { FieldDeclaration, ReferenceOptions } from "./field-declaration.ts";

/** What the types must know of a field beside its value. */
export interface FieldTraits<
  Kind extends ColumnKind = ColumnKind,
  Optional extends boolean = boolean,
  HasDefault extends boolean = boolean,
  PrimaryKey extends boolean = boolean,
> {
  readonly kind: Kind;
  readonly optional: Optional;
  readonly hasDefault: HasDefault;
  readonly primaryKey: PrimaryKey;
}

/** What a field means to the compiler, in the words of `FieldSpec`; there is no such object at run time. */
export interface FieldTypes<Value, Traits extends FieldTraits> {
  readonly kind: Traits["kind"];
  readonly value: Value;
  readonly nullable: Traits["optional"];
  readonly hasDefault: Traits["hasDefault"];
  readonly primaryKey: Traits["primaryKey"];
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
export interface Field<Value, Traits extends FieldTraits = FieldTraits> {
  /** All that was said about the field. */
  readonly declaration: FieldDeclaration<Value>;
  /** Carries types only; always absent. */
  readonly "~types"?: FieldTypes<Value, Traits>;
  /** The field may be null: an insert may leave it out or give null. */
  optional(): Field<Value, FieldTraits<Traits["kind"], true, Traits["hasDefault"], Traits["primaryKey"]>>;
  /** No two rows may have the same value. Nulls are not compared. */
  unique(): Field<Value, Traits>;
  /** The field is the primary key, or one of its parts when several fields say so. */
  primaryKey(): Field<Value, FieldTraits<Traits["kind"], Traits["optional"], Traits["hasDefault"], true>>;
  /**
   * What an insert that leaves the field out gets. A value also becomes the default of the column, for rows that other
   * programs write; a function is called for each new row.
   *
   * @param value a value of the field's kind, or a function that makes one
   */
  default(
    value: Value | (() => Value),
  ): Field<Value, FieldTraits<Traits["kind"], Traits["optional"], true, Traits["primaryKey"]>>;
  /**
   * The field refers to a row of another model, or of its own: a foreign key.
   *
   * @param target a function that gives the model, so that it may be declared later; or `"self"`
   * @param options the field referred to (default: the primary key), and what happens when that row goes
   */
  references(target: ModelReference, options?: ReferenceOptions): Field<Value, Traits>;
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
  /** Puts an index on the column. */
  index(): Field<Value, Traits>;
}

/**
 * Where a reference leads. Declared as giving nothing because a compiler that must know what the function gives could
 * not infer the type of a model that refers to itself, or of two that refer to each other.
 */
export type ModelReference = (() => void) | "self";

/** Any field. */
export type AnyField = Field<unknown>;

/** The fields of a model by name. */
export type FieldMap = Readonly<Record<string, AnyField>>;
