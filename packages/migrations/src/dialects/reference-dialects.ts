import type { DialectName } from "@dataflow/core";
import { postgresReferences } from "./postgres/postgres-references.ts";
import type { ReferenceDialect } from "./reference-dialect.ts";
import { sqliteReferences } from "./sqlite/sqlite-references.ts";

const dialects = {
  postgres: postgresReferences,
  sqlite: sqliteReferences,
} satisfies Record<DialectName, ReferenceDialect>;

/**
 * How a database is asked about rows that refer to rows on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function referenceDialect(name: DialectName): ReferenceDialect {
  return dialects[name];
}
