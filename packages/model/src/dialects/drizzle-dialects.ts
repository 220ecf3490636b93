import type { DialectName } from "@dataflow/core";
import type { DrizzleDialect } from "./drizzle-dialect.ts";
import { postgresDrizzle } from "./postgres/postgres-drizzle.ts";
import { sqliteDrizzle } from "./sqlite/sqlite-drizzle.ts";

/** Every dialect by its name. */
export const drizzleDialects: ReadonlyMap<DialectName, DrizzleDialect> = new Map(
  [postgresDrizzle, sqliteDrizzle].map((dialect) => [dialect.name, dialect]),
);
