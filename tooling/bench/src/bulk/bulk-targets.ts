import type { ComparedTarget } from "../suites/beside-peers.ts";
import { postgresDatabases, sqliteDatabases } from "../users/user-databases.ts";
import type { BulkTable } from "./bulk-table.ts";
import { postgresTable, sqliteTable } from "./bulk-tables.ts";
import type { BulkOperation, OpenTechniques } from "./bulk-techniques.ts";
import { postgresTechniques } from "./postgres-techniques.ts";
import { sqliteTechniques } from "./sqlite-techniques.ts";

/** A database that bulk operations are measured on. */
export interface BulkTarget extends ComparedTarget {
  readonly table: (plain: string) => Promise<BulkTable>;
  readonly byHand: OpenTechniques;
  /** How many times as fast as the fastest other library DataFlow is to be. */
  readonly timesPeers: number;
}

/** Both, in the order of the tables. */
export const BULK_TARGETS: readonly BulkTarget[] = [
  {
    name: "SQLite",
    key: "sqlite",
    open: sqliteDatabases,
    table: sqliteTable,
    byHand: sqliteTechniques,
    timesPeers: 1.5,
  },
  {
    name: "PostgreSQL",
    key: "postgres",
    open: postgresDatabases,
    table: postgresTable,
    byHand: postgresTechniques,
    timesPeers: 2,
  },
];

/** What the tables call the operations. */
export const BULK_TITLES: Readonly<Record<BulkOperation, string>> = {
  insert: "insert",
  insertWithIds: "insert, ids returned",
  upsert: "upsert, half of the rows stored before",
  updateEach: "update with values of its own for each row",
  deleteByIds: "delete by ids",
};
