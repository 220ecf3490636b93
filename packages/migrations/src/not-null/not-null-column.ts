/** A value as callers write it. */
export type FillValue = string | number | bigint | boolean | Date | Uint8Array;

/** A value, or an expression over the row in the database's SQL. */
export type FillResult = FillValue | { readonly expression: string };

/** One case of a conditional column. */
export interface FillCase {
  /** A condition over the row in the database's SQL: `"balance > 10000"`. */
  readonly when: string;
  /** What a row gets that meets it, and none of the conditions before. */
  readonly value: FillResult;
}

/** Where the numbers of a column come from. */
export interface FillSequence {
  /** Default: table, column and `seq`. Without a meaning where the database has no sequences. */
  readonly name?: string;
  /** The first number. Default 1. */
  readonly start?: number;
  /** Default 1. */
  readonly increment?: number;
}

/** A value in another table that a row leads to. */
export interface FillLookup {
  readonly table: string | { readonly schema?: string; readonly name: string };
  /** The column of that table that gives the value. */
  readonly column: string;
  /** Columns of that table by the columns of the row they are equal to: `{ id: "customer_id" }`. */
  readonly on: Readonly<Record<string, string>>;
  /** For rows that lead to nothing. */
  readonly otherwise?: FillResult;
}

interface ColumnBase {
  readonly name: string;
  /** In the words of the database: `"varchar(20)"`. */
  readonly dataType: string;
  /**
   * Whether the column keeps its default when all rows have their value, so that rows may go on being inserted without
   * it. Default `true` where there is a default: for a constant, a function, a sequence.
   */
  readonly keepDefault?: boolean;
}

/** A column to be added as required, and what rows that exist get in it. */
export type NotNullColumn = ColumnBase &
  (
    | { readonly defaultType: "STATIC"; readonly defaultValue: FillValue }
    /** An expression over the columns of the row. */
    | { readonly defaultType: "COMPUTED"; readonly defaultExpression: string }
    /** An expression that needs no row: `CURRENT_TIMESTAMP`, `gen_random_uuid()`. */
    | { readonly defaultType: "FUNCTION"; readonly defaultExpression: string }
    | { readonly defaultType: "CONDITIONAL"; readonly conditions: readonly FillCase[]; readonly otherwise?: FillResult }
    | { readonly defaultType: "SEQUENCE"; readonly sequence?: FillSequence }
    | { readonly defaultType: "FOREIGN_KEY"; readonly lookup: FillLookup }
  );

/** The six ways in which rows that exist get their value. */
export const DEFAULT_TYPES = ["STATIC", "COMPUTED", "FUNCTION", "CONDITIONAL", "SEQUENCE", "FOREIGN_KEY"] as const;

/** One of {@link DEFAULT_TYPES}. */
export type DefaultType = (typeof DEFAULT_TYPES)[number];
