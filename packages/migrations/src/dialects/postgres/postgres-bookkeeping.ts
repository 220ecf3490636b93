import { postgresStamp } from "../../introspect/postgres/postgres-stamp.ts";
import type { BookkeepingDialect } from "../bookkeeping-dialect.ts";
import { BOOKKEEPING_SCHEMA as SCHEMA } from "./bookkeeping-schema.ts";

/** How statements on the bookkeeping are written on PostgreSQL. */
export const postgresBookkeeping: BookkeepingDialect = Object.freeze({
  tables: Object.freeze({
    migrations: `${SCHEMA}.migrations`,
    steps: `${SCHEMA}.migration_steps`,
    backfills: `${SCHEMA}.backfills`,
    locks: `${SCHEMA}.locks`,
    models: `${SCHEMA}.models`,
    answers: `${SCHEMA}.answers`,
    snapshots: `${SCHEMA}.snapshots`,
    backups: `${SCHEMA}.backups`,
    drift: `${SCHEMA}.drift`,
    environments: `${SCHEMA}.environments`,
    estimates: `${SCHEMA}.estimates`,
  }),
  placeholders: (text) => {
    let count = 0;
    return text.replaceAll("?", () => `$${++count}`);
  },
  now: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  keepRow: "FOR SHARE",
  stamp: postgresStamp,
  // Keys of an index have less than 3 kB.
  indexed: "encode(sha256(convert_to(?, 'UTF8')), 'hex')",
} satisfies BookkeepingDialect);
