import type { DialectName } from "@dataflow/core";
import { postgresStaging } from "./postgres/postgres-staging.ts";
import { sqliteStaging } from "./sqlite/sqlite-staging.ts";
import type { StagingDialect } from "./staging-dialect.ts";

const dialects = { postgres: postgresStaging, sqlite: sqliteStaging } satisfies Record<DialectName, StagingDialect>;

/**
 * How databases for staging are made and removed on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function stagingDialect(name: DialectName): StagingDialect {
  return dialects[name];
}
