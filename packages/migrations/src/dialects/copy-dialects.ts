import type { DialectName } from "@dataflow/core";
import type { CopyDialect } from "./copy-dialect.ts";
import { postgresCopy } from "./postgres/postgres-copy.ts";
import { sqliteCopy } from "./sqlite/sqlite-copy.ts";

const dialects = { postgres: postgresCopy, sqlite: sqliteCopy } satisfies Record<DialectName, CopyDialect>;

/**
 * How rows are copied on a dialect.
 *
 * @param name the dialect
 * @returns what it does in its own way
 */
export function copyDialect(name: DialectName): CopyDialect {
  return dialects[name];
}
