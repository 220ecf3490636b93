import type { DialectName } from "@dataflow/core";
import type { DependencyDialect } from "./dependency-dialect.ts";
import { postgresDependencies } from "./postgres/postgres-dependencies.ts";
import { sqliteDependencies } from "./sqlite/sqlite-dependencies.ts";

const dialects = {
  postgres: postgresDependencies,
  sqlite: sqliteDependencies,
} satisfies Record<DialectName, DependencyDialect>;

/**
 * What a database keeps of dependencies on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function dependencyDialect(name: DialectName): DependencyDialect {
  return dialects[name];
}
