import type { DrizzleTables } from "./drizzle-column.ts";
import { type PostgresDrizzleKinds, postgresDrizzleTables } from "./postgres/drizzle-columns.ts";
import { type SqliteDrizzleKinds, sqliteDrizzleTables } from "./sqlite/drizzle-columns.ts";

/** Every dialect that has tables of drizzle's. */
export const DRIZZLE_TABLES: readonly DrizzleTables[] = [postgresDrizzleTables, sqliteDrizzleTables];

/** The kind of each of drizzle's classes of columns, over all dialects. */
export interface KindByColumnType extends PostgresDrizzleKinds, SqliteDrizzleKinds {}
