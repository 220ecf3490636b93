import type { DialectName } from "@dataflow/core";
import type { HealthDialect } from "./health-dialect.ts";
import { postgresHealth } from "./postgres/postgres-health.ts";
import { sqliteHealth } from "./sqlite/sqlite-health.ts";

const dialects = { postgres: postgresHealth, sqlite: sqliteHealth } satisfies Record<DialectName, HealthDialect>;

/**
 * How a database is asked for its own state on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function healthDialect(name: DialectName): HealthDialect {
  return dialects[name];
}
