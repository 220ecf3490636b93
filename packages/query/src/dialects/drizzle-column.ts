import type { ColumnType, DialectName } from "@dataflow/core";
import type { Column, SQL, Table } from "drizzle-orm";

/** What the compiler needs to know of a column of drizzle's. */
export interface DrizzleColumn {
  readonly type: ColumnType;
  /** What is read instead of the column, where drizzle stores values in another form. */
  readonly read?: SQL;
}

/** The tables that drizzle has for one dialect. */
export interface DrizzleTables {
  readonly dialect: DialectName;
  readonly has: (table: Table) => boolean;
  readonly describe: (column: Column) => DrizzleColumn;
}
