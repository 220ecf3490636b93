import type { DialectName } from "@dataflow/core";
import { postgresRisk } from "./postgres/postgres-risk.ts";
import type { RiskDialect } from "./risk-dialect.ts";
import { sqliteRisk } from "./sqlite/sqlite-risk.ts";

const dialects = { postgres: postgresRisk, sqlite: sqliteRisk } satisfies Record<DialectName, RiskDialect>;

/**
 * How the risk of steps is found out on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function riskDialect(name: DialectName): RiskDialect {
  return dialects[name];
}
