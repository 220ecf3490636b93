import type { RemovalDialect } from "../removal-dialect.ts";
import { quoteTable, quoteText } from "../sql-text.ts";

/** How columns are removed on PostgreSQL. */
export const postgresRemoval: RemovalDialect = Object.freeze({
  hasColumn: (table, column) =>
    `SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = ${quoteText(quoteTable(table))}::regclass AND attname = ${quoteText(column)} AND NOT attisdropped`,
  isBrief: true,
  createScratch: "CREATE UNLOGGED TABLE",
} satisfies RemovalDialect);
