import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { SqliteRemoteDatabase } from "drizzle-orm/sqlite-proxy";

/** The type of drizzle's handle for each dialect. */
export interface DrizzleHandles {
  readonly postgres: PgRemoteDatabase<Record<string, unknown>>;
  readonly sqlite: SqliteRemoteDatabase<Record<string, unknown>>;
}
