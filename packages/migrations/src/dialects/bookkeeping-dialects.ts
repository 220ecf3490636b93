import type { DialectName } from "@dataflow/core";
import type { BookkeepingDialect } from "./bookkeeping-dialect.ts";
import { postgresBookkeeping } from "./postgres/postgres-bookkeeping.ts";
import { sqliteBookkeeping } from "./sqlite/sqlite-bookkeeping.ts";

const dialects = { postgres: postgresBookkeeping, sqlite: sqliteBookkeeping } satisfies Record<
  DialectName,
  BookkeepingDialect
>;

/**
 * How statements on the bookkeeping are written on a dialect.
 *
 * @param name the dialect
 * @returns what they are made of
 */
export function bookkeepingDialect(name: DialectName): BookkeepingDialect {
  return dialects[name];
}
