import type { ColumnDefault, ColumnType, ReferentialAction } from "@dataflow/core";
import type { StandardSchemaV1 } from "@standard-schema/spec";

/** What fills a field that an insert leaves out. */
export type FieldDefault<Value = unknown> =
  /** The same value every time; the table has it as its default too. */
  | { readonly kind: "value"; readonly value: Value }
  /** Called for each new row. The column may have a default of its own, for rows that other programs write. */
  | { readonly kind: "function"; readonly create: () => Value; readonly column?: ColumnDefault }
  /** Filled in by the database alone. */
  | { readonly kind: "database"; readonly default: ColumnDefault };

/** What happens to the referring rows when the row they refer to goes or changes its key. */
export interface ReferenceOptions<As extends string = string, Inverse extends string = string> {
  /** The field referred to; by default the primary key. */
  readonly field?: string;
  /** What `include` calls the row referred to; by default `customerId` gives `customer`. */
  readonly as?: As;
  /** What the row referred to calls the rows that refer to it; by default the plural of their model: `orders`. */
  readonly inverse?: Inverse;
  /** Default `"no action"`: deleting a row that is referred to fails. */
  readonly onDelete?: ReferentialAction;
  /** Default `"no action"`. */
  readonly onUpdate?: ReferentialAction;
}

/** That a field refers to a field of another model, or of its own. */
export interface FieldReference extends ReferenceOptions {
  /** The model, asked for late so that models may refer to each other; `"self"` is the model that declares the field. */
  readonly target: (() => unknown) | "self";
}

/** All that is said about a field, as frozen data. */
export interface FieldDeclaration<Value = unknown> {
  readonly type: ColumnType;
  readonly isOptional: boolean;
  readonly isUnique: boolean;
  readonly isPrimaryKey: boolean;
  readonly isIndexed: boolean;
  readonly default?: FieldDefault<Value>;
  readonly references?: FieldReference;
  readonly validators: readonly StandardSchemaV1<unknown, Value>[];
  /** The name of the column, when it is not the snake_case of the field's. */
  readonly columnName?: string;
  /** What the field, or its column, was called before. */
  readonly renamedFrom?: string;
  /** That the database alone computes it: a generated column of a table that was found. */
  readonly isComputed?: true;
}
