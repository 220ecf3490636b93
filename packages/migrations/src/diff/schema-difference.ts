import type {
  Column,
  ColumnType,
  ForeignKey,
  PrimaryKey,
  Table,
  TableIndex,
  TextIndex,
  UniqueConstraint,
} from "@dataflow/core";

/**
 * How much a difference matters: with an `error` the models do not work on the tables; a `warning` weakens a promise or
 * costs speed; an `info` is something the models do not know and do not touch.
 */
export type DifferenceSeverity = "error" | "warning" | "info";

interface DifferenceBase {
  readonly severity: DifferenceSeverity;
  /** The table's name. */
  readonly table: string;
  /** The database schema of the table; absent means the connection's default. */
  readonly schema?: string;
  /** The difference in one sentence. */
  readonly message: string;
}

/** A whole table on one side only. */
export type TableDifference =
  | (DifferenceBase & { readonly kind: "missingTable"; readonly wanted: Table })
  | (DifferenceBase & { readonly kind: "extraTable"; readonly actual: Table });

/** A column on one side only, or declared otherwise. */
export type ColumnDifference =
  | (DifferenceBase & { readonly kind: "missingColumn"; readonly wanted: Column })
  | (DifferenceBase & { readonly kind: "extraColumn"; readonly actual: Column })
  | (DifferenceBase & {
      readonly kind: "columnType";
      readonly column: string;
      readonly wanted: ColumnType;
      readonly actual: ColumnType;
    })
  | (DifferenceBase & {
      readonly kind: "columnNullability";
      readonly column: string;
      /** Whether the column is wanted nullable; it is the other way round. */
      readonly wanted: boolean;
    });

/** A key, a reference or an index on one side only. */
export type ConstraintDifference =
  | (DifferenceBase & {
      readonly kind: "primaryKey";
      readonly wanted: PrimaryKey | undefined;
      readonly actual: PrimaryKey | undefined;
    })
  | (DifferenceBase & { readonly kind: "missingUnique"; readonly wanted: UniqueConstraint })
  | (DifferenceBase & { readonly kind: "missingForeignKey"; readonly wanted: ForeignKey })
  | (DifferenceBase & { readonly kind: "missingIndex"; readonly wanted: TableIndex })
  | (DifferenceBase & { readonly kind: "missingTextIndex"; readonly wanted: TextIndex })
  | (DifferenceBase & { readonly kind: "extraTextIndex"; readonly actual: TextIndex })
  | (DifferenceBase & { readonly kind: "extraUnique"; readonly actual: UniqueConstraint })
  | (DifferenceBase & { readonly kind: "extraForeignKey"; readonly actual: ForeignKey })
  | (DifferenceBase & { readonly kind: "extraIndex"; readonly actual: TableIndex });

/** One thing in which the tables there are differ from the tables wanted. */
export type SchemaDifference = TableDifference | ColumnDifference | ConstraintDifference;
