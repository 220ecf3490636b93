import type { DialectName } from "@dataflow/core";
import type { EffectsDialect } from "./effects-dialect.ts";
import { postgresEffects } from "./postgres/postgres-effects.ts";
import { sqliteEffects } from "./sqlite/sqlite-effects.ts";

const dialects = { postgres: postgresEffects, sqlite: sqliteEffects } satisfies Record<DialectName, EffectsDialect>;

/**
 * How effects are foretold and seen on a dialect.
 *
 * @param name the dialect
 */
export function effectsDialect(name: DialectName): EffectsDialect {
  return dialects[name];
}
