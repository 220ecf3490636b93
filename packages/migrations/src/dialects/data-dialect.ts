import type { Connection } from "@dataflow/database";
import type { TableName } from "../diff/table-name.ts";
import type { TableChecksum } from "../snapshot/table-checksum.ts";

/** How large a table is, as the database itself says. */
export interface TableSize {
  readonly table: TableName;
  readonly bytes: number;
  /** How often rows were found by reading the whole table, where the database counts that. */
  readonly fullReads?: number;
}

/** All that differs between databases when rows are summed up. */
export interface DataDialect {
  /** Reads a table once. Tables that inherit from it are not a part of it. */
  checksum(connection: Connection, table: TableName, columns: readonly string[]): Promise<TableChecksum>;
  /** The sizes of all tables, with their indexes. */
  tableSizes(connection: Connection): Promise<readonly TableSize[]>;
}
