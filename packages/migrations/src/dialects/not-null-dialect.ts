import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { Addition, AdditionPlace, AdditionSteps, FillInspection, Rehearsal } from "../not-null/addition.ts";
import type { ColumnFill } from "../not-null/column-fill.ts";
import type { FillValue } from "../not-null/not-null-column.ts";

/** All that differs between databases when a required column is added. */
export interface NotNullDialect {
  /** A value as SQL. */
  literal(value: FillValue): string;
  /** How rows are numbered. */
  sequenceFill(table: TableName, sequence: NonNullable<ColumnFill["sequence"]>, column: string): ColumnFill;
  /** Columns that order the rows of a table, never NULL. */
  key(place: AdditionPlace): readonly string[];
  /** Tries it on a copy of some rows, and undoes that. */
  rehearse(connection: Connection, addition: Addition, sampleRows: number): Promise<Rehearsal>;
  /** How it is done. */
  steps(addition: Addition, place: AdditionPlace, rehearsal: Rehearsal): AdditionSteps;
  /**
   * Looks at all rows without writing any.
   *
   * @returns undefined when that takes longer than it may
   * @throws what the expression fails with
   */
  inspect(connection: Connection, addition: Addition, timeoutMs: number): Promise<FillInspection | undefined>;
  /** Columns that the expression reads and that have no value yet where rows are covered. */
  unreadable(addition: Addition, place: AdditionPlace): Promise<readonly string[]>;
}
