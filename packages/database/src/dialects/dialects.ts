import type { DialectName } from "@dataflow/core";
import type { Dialect } from "./dialect.ts";
import { postgresDialect } from "./postgres/postgres-dialect.ts";
import { sqliteDialect } from "./sqlite/sqlite-dialect.ts";

/** Every dialect by its name: the one place that knows which there are. */
export const dialects: ReadonlyMap<DialectName, Dialect> = new Map(
  [sqliteDialect, postgresDialect].map((dialect) => [dialect.name, dialect]),
);
