import type { Connection, ObjectResult } from "@dataflow/database";
import type { BookkeepingDialect, BookkeepingTables } from "../dialects/bookkeeping-dialect.ts";
import { bookkeepingDialect } from "../dialects/bookkeeping-dialects.ts";

/** Writes a statement on the bookkeeping, with `?` for each parameter. */
export type BookkeepingText = (tables: BookkeepingTables, dialect: BookkeepingDialect) => string;

/**
 * Runs one statement on the bookkeeping.
 *
 * @param connection the database
 * @param text the statement
 * @param parameters one for each `?`
 * @returns its rows
 */
export function bookkeep(
  connection: Connection,
  text: BookkeepingText,
  parameters: readonly unknown[] = [],
): Promise<ObjectResult> {
  const dialect = bookkeepingDialect(connection.dialect);
  return connection.query(dialect.placeholders(text(dialect.tables, dialect)), parameters);
}
