import type { MigrationDialect } from "../migration-dialect.ts";
import { createSqliteBookkeeping, hasSqliteBookkeeping } from "./bookkeeping.ts";
import { guardForeignKeys, prepareForeignKeys } from "./guard-foreign-keys.ts";
import { holdFile, livingFileHolders } from "./hold-file.ts";
import { sqliteOutsideStatement } from "./outside-statements.ts";
import { sqliteRowCounts } from "./row-counts.ts";
import { sqliteBookkeeping } from "./sqlite-bookkeeping.ts";

/** How plans are applied on SQLite. */
export const sqliteMigration: MigrationDialect = Object.freeze({
  ...sqliteBookkeeping,
  rowCounts: sqliteRowCounts,
  hasBookkeeping: hasSqliteBookkeeping,
  createBookkeeping: createSqliteBookkeeping,
  prepareSession: async () => undefined,
  prepareSegment: prepareForeignKeys,
  guardRows: guardForeignKeys,
  transactionSettings: () => [],
  outsideStatement: sqliteOutsideStatement,
  // A statement here blocks its whole program.
  statementWatch: undefined,
  hold: holdFile,
  livingHolders: livingFileHolders,
} satisfies MigrationDialect);
