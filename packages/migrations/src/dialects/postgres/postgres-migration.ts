import type { MigrationDialect } from "../migration-dialect.ts";
import { createPostgresBookkeeping, hasPostgresBookkeeping, postgresBookkeepingTables } from "./bookkeeping.ts";
import { holdKeys, livingHolders } from "./hold-keys.ts";

/** How plans are applied on PostgreSQL. */
export const postgresMigration: MigrationDialect = Object.freeze({
  tables: postgresBookkeepingTables,
  placeholders: (text) => {
    let count = 0;
    return text.replaceAll("?", () => `$${++count}`);
  },
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  keepRow: "FOR SHARE",
  hasBookkeeping: hasPostgresBookkeeping,
  createBookkeeping: createPostgresBookkeeping,
  hold: holdKeys,
  livingHolders,
} satisfies MigrationDialect);
