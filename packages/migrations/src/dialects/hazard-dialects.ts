import type { DialectName } from "@dataflow/core";
import type { AssessedStatement, AssessRequest } from "../hazards/assessed-statement.ts";
import { assessPostgres } from "../hazards/postgres/assess-postgres.ts";
import { postgresRules } from "../hazards/postgres/postgres-rules.ts";
import { assessSqlite } from "../hazards/sqlite/assess-sqlite.ts";
import { sqliteRules } from "../hazards/sqlite/sqlite-rules.ts";

/** How scripts of a dialect are judged. */
export interface HazardDialect {
  /** The rules there are. */
  readonly ruleIds: readonly string[];
  /** @throws MIGRATION.SQL_NOT_PARSED */
  assess(sql: string, request: AssessRequest): Promise<readonly AssessedStatement[]>;
}

const dialects = {
  postgres: { ruleIds: postgresRules.map(({ id }) => id), assess: assessPostgres },
  sqlite: { ruleIds: sqliteRules.map(({ id }) => id), assess: assessSqlite },
} satisfies Record<DialectName, HazardDialect>;

/**
 * How scripts of a dialect are judged.
 *
 * @param name the dialect; where nobody says, the one that most migrations are written for
 * @returns its rules
 */
export function hazardDialect(name: DialectName = "postgres"): HazardDialect {
  return dialects[name];
}
