import { sqliteStamp } from "../../introspect/sqlite/sqlite-stamp.ts";
import type { BookkeepingDialect } from "../bookkeeping-dialect.ts";

/** How statements on the bookkeeping are written on SQLite. */
export const sqliteBookkeeping: BookkeepingDialect = Object.freeze({
  tables: Object.freeze({
    migrations: "_dataflow_migrations",
    steps: "_dataflow_migration_steps",
    backfills: "_dataflow_backfills",
    locks: "_dataflow_locks",
    models: "_dataflow_models",
    answers: "_dataflow_answers",
    snapshots: "_dataflow_snapshots",
    backups: "_dataflow_backups",
    drift: "_dataflow_drift",
    environments: "_dataflow_environments",
    estimates: "_dataflow_estimates",
  }),
  placeholders: (text) => text,
  now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  keepRow: "",
  stamp: sqliteStamp,
  // Keys may be as long as rows, and there is no function for a hash.
  indexed: "?",
} satisfies BookkeepingDialect);
