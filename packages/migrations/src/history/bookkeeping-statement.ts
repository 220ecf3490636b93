import type { Connection, ObjectResult } from "@dataflow/database";
import type { BookkeepingTables, MigrationDialect } from "../dialects/migration-dialect.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";

/** Writes a statement on the bookkeeping, with `?` for each parameter. */
export type BookkeepingText = (tables: BookkeepingTables, dialect: MigrationDialect) => string;

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
  const dialect = migrationDialect(connection.dialect);
  return connection.query(dialect.placeholders(text(dialect.tables, dialect)), parameters);
}
