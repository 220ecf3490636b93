/** A value as a driver takes it. Lists travel as one parameter: an array literal or JSON text. */
export type SqlParameter = string | number | bigint | boolean | null | Uint8Array;

/** One row as a driver gives it: raw values in the order of the columns. */
export type RawRow = readonly unknown[];

/** What is the same for every statement of one shape. */
export interface StatementPlan<Row = Readonly<Record<string, unknown>>> {
  readonly text: string;
  /** A stable name for a named prepared statement: equal texts have equal names. Absent where the values decide how it is best run. */
  readonly name?: string;
  /** It reads, and at most one row can come of it: it names a whole key. */
  readonly givesOneRow?: true;
  /** Turns a raw row into field values; generated once per plan. */
  readonly readRow: (row: RawRow) => Row;
  /** Gives the stored values of the fields in `SelectStatement.position`; only for a select that has them. */
  readonly readPosition?: (row: RawRow) => readonly SqlParameter[];
}

/** A statement ready to run. */
export interface CompiledStatement<Row = Readonly<Record<string, unknown>>> {
  readonly plan: StatementPlan<Row>;
  readonly parameters: readonly SqlParameter[];
}
