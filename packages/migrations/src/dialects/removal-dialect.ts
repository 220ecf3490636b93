import type { TableName } from "../diff/table-name.ts";

/** All that differs between databases when a column is removed. */
export interface RemovalDialect {
  /** A query that gives a row when the table has the column. */
  hasColumn(table: TableName, column: string): string;
  /** Whether a table that others write to gives its locks back before the catalog is looked at. */
  readonly isBrief: boolean;
  /** How a table is made whose rows need not survive a crash. */
  readonly createScratch: string;
}
