import type { RemovalDialect } from "../removal-dialect.ts";
import { quoteText } from "../sql-text.ts";

/** How columns are removed on SQLite. */
export const sqliteRemoval: RemovalDialect = Object.freeze({
  hasColumn: ({ name }, column) =>
    `SELECT 1 FROM pragma_table_xinfo(${quoteText(name)}) WHERE name = ${quoteText(column)} COLLATE NOCASE`,
  // Whoever has the file has it for the whole transaction.
  isBrief: false,
  createScratch: "CREATE TABLE",
} satisfies RemovalDialect);
