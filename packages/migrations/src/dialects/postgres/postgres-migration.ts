import type { MigrationDialect } from "../migration-dialect.ts";
import { createPostgresBookkeeping, hasPostgresBookkeeping } from "./bookkeeping.ts";
import { holdKeys, livingHolders } from "./hold-keys.ts";
import { postgresOutsideStatement } from "./outside-statements.ts";
import { postgresBookkeeping } from "./postgres-bookkeeping.ts";
import { postgresStatementWatch } from "./postgres-statement-watch.ts";
import { postgresRowCounts } from "./row-counts.ts";

/** How plans are applied on PostgreSQL. */
export const postgresMigration: MigrationDialect = Object.freeze({
  ...postgresBookkeeping,
  rowCounts: postgresRowCounts,
  hasBookkeeping: hasPostgresBookkeeping,
  createBookkeeping: createPostgresBookkeeping,
  prepareSession: (connection, statementTimeoutMs) =>
    connection.run(
      `SET statement_timeout = ${statementTimeoutMs}; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = 0`,
    ),
  prepareSegment: async () => undefined,
  guardRows: (_connection, _statements, body) => body(),
  transactionSettings: (lockTimeoutMs) => [`SET LOCAL lock_timeout = ${lockTimeoutMs}`],
  outsideStatement: postgresOutsideStatement,
  statementWatch: postgresStatementWatch,
  hold: holdKeys,
  livingHolders,
} satisfies MigrationDialect);
