import type { MigrationDialect } from "../migration-dialect.ts";
import { createSqliteBookkeeping, hasSqliteBookkeeping, sqliteBookkeepingTables } from "./bookkeeping.ts";
import { holdFile, livingFileHolders } from "./hold-file.ts";

/** How plans are applied on SQLite. */
export const sqliteMigration: MigrationDialect = Object.freeze({
  tables: sqliteBookkeepingTables,
  placeholders: (text) => text,
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  keepRow: "",
  hasBookkeeping: hasSqliteBookkeeping,
  createBookkeeping: createSqliteBookkeeping,
  hold: holdFile,
  livingHolders: livingFileHolders,
} satisfies MigrationDialect);
