import { postgresStamp } from "../../introspect/postgres/read-postgres-stamp.ts";
import type { MigrationDialect } from "../migration-dialect.ts";
import { createPostgresBookkeeping, hasPostgresBookkeeping, postgresBookkeepingTables } from "./bookkeeping.ts";
import { holdKeys, livingHolders } from "./hold-keys.ts";
import { postgresOutsideStatement } from "./outside-statements.ts";
import { postgresStatementWatch } from "./postgres-statement-watch.ts";
import { postgresRowCounts } from "./row-counts.ts";

/** How plans are applied on PostgreSQL. */
export const postgresMigration: MigrationDialect = Object.freeze({
  tables: postgresBookkeepingTables,
  placeholders: (text) => {
    let count = 0;
    return text.replaceAll("?", () => `$${++count}`);
  },
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  keepRow: "FOR SHARE",
  stamp: postgresStamp,
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
