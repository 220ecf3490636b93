import type { ColumnType } from "@dataflow/core";
import type { FieldDeclaration } from "./field-declaration.ts";

/** A field of a model with all that follows from its place there. */
export interface ModelField {
  readonly name: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly isPrimaryKey: boolean;
  /** Whether the database numbers the rows in it. */
  readonly isAutoIncrement: boolean;
  /** Whether DataFlow alone writes it: `createdAt`, `updatedAt`, `deletedAt`, `version`. */
  readonly isManaged: boolean;
  /** Whether an insert may leave it out, because it is nullable, has a default, or is filled in. */
  readonly isOmittable: boolean;
  readonly declaration: FieldDeclaration;
}
