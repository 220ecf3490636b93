import type { ColumnDefinition, ConstraintDefinition } from "../../catalog/object-definitions.ts";

/** What a reference leads to, as it is written: its columns may be left out. */
export interface WrittenReference {
  readonly table: string;
  readonly columns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
  /** What follows the actions: `DEFERRABLE INITIALLY DEFERRED`. */
  readonly more: string;
}

/** A constraint as the text of a table declares it. */
export interface ParsedConstraint {
  readonly name: string | undefined;
  readonly type: ConstraintDefinition["type"];
  readonly columns: readonly string[];
  /** The clause in canonical words; empty for a reference, whose words depend on what it refers to. */
  readonly sql: string;
  readonly reference?: WrittenReference;
}

/** A column as the text of a table declares it. */
export interface ParsedColumn {
  readonly name: string;
  readonly definition: ColumnDefinition;
  readonly constraints: readonly ParsedConstraint[];
}

/** The text of CREATE TABLE, taken apart. */
export interface ParsedTable {
  readonly columns: readonly ParsedColumn[];
  readonly constraints: readonly ParsedConstraint[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
}
