import type { ReferentialAction, Table } from "@dataflow/core";
import type { QueryTable } from "@dataflow/query";
import type { FieldMap } from "./field.ts";
import type { ModelField } from "./model-field.ts";
import type { DefaultModelOptions, ModelIndex, ModelOptions } from "./model-options.ts";

/** What a model means to the compiler; there is no such object at run time. */
export interface ModelTypes<Fields extends FieldMap, Options> {
  readonly fields: Fields;
  readonly options: Options;
}

/** The fields that DataFlow writes by itself, by what they are for. A model has those that its options ask for. */
export interface ManagedFields {
  readonly tenantId?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly deletedAt?: string;
  readonly version?: string;
}

/** The options of a model with every default filled in. */
export interface ResolvedModelOptions {
  readonly tableName: string;
  readonly schema?: string;
  readonly renamedFrom?: string;
  readonly timestamps: boolean;
  readonly softDelete: boolean;
  readonly multiTenant: boolean;
  readonly versioned: boolean;
  readonly auditLog: boolean;
  readonly indexes: readonly ModelIndex[];
  readonly textSearch: readonly string[];
}

/** What a model was made from that nobody declared: a table or a view as the catalog has it. */
export interface FoundTable {
  /** The table in the words of the catalog. DataFlow neither creates nor changes it. */
  readonly table: Table;
  /** Whether rows can only be read, as those of views. */
  readonly isReadOnly: boolean;
}

/** A reference whose target is known. */
export interface ResolvedReference {
  /** The field that refers. */
  readonly field: string;
  readonly target: AnyModelDefinition;
  /** The field referred to. */
  readonly targetField: string;
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/**
 * A model without a database: its name, its fields with the managed ones, and its options. A frozen value; the same
 * definition may be used with any number of databases.
 */
export interface ModelDefinition<
  Name extends string = string,
  Fields extends FieldMap = FieldMap,
  Options = DefaultModelOptions,
> {
  readonly kind: "model";
  readonly name: Name;
  readonly tableName: string;
  readonly options: ResolvedModelOptions;
  /** Every field, the managed ones included, in the order of the columns. */
  readonly fields: ReadonlyMap<string, ModelField>;
  /** The fields of the primary key, in order; none for a view, or a table that was found without a key. */
  readonly primaryKey: readonly string[];
  /** The fields that a create may be given. */
  readonly insertable: readonly string[];
  /** The fields that an update may be given: those of the primary key never change. */
  readonly updatable: readonly string[];
  readonly managed: ManagedFields;
  /** Lists of fields in which no two rows agree: the primary key first. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** What queries may name. */
  readonly queryTable: QueryTable;
  /**
   * The references of the model, with their targets.
   *
   * @throws MODEL.INVALID_REFERENCE a target that is no model, or a field that cannot be referred to
   */
  references(): readonly ResolvedReference[];
  /**
   * The table that the model asks for.
   *
   * @throws MODEL.INVALID_REFERENCE a target that is no model, or a field that cannot be referred to
   */
  schemaTable(): Table;
  /** Present when the model was made from what a database holds. */
  readonly found?: FoundTable;
  /** Carries types only; always absent. */
  readonly "~types"?: ModelTypes<Fields, Options>;
}

/** Any definition of a model. */
export type AnyModelDefinition = ModelDefinition<string, FieldMap, unknown>;

/** A definition, or a model that was bound to a database. */
export type ModelLike = AnyModelDefinition | { readonly definition: AnyModelDefinition };

/** Options as {@link defineModel} takes them: those of {@link ModelOptions} and no others. */
export type StrictModelOptions<Options> = Options & {
  readonly [Unknown in Exclude<keyof Options, keyof ModelOptions>]: never;
};
