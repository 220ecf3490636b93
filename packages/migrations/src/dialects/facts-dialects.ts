import type { DialectName } from "@dataflow/core";
import type { FactsDialect } from "./facts-dialect.ts";
import { postgresFacts } from "./postgres/postgres-facts.ts";
import { sqliteFacts } from "./sqlite/sqlite-facts.ts";

const dialects = { postgres: postgresFacts, sqlite: sqliteFacts } satisfies Record<DialectName, FactsDialect>;

/**
 * How facts are read on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function factsDialect(name: DialectName): FactsDialect {
  return dialects[name];
}
