import type { DialectName } from "@dataflow/core";
import type { DdlDialect } from "./ddl-dialect.ts";
import { postgresDdl } from "./postgres/postgres-ddl.ts";
import { sqliteDdl } from "./sqlite/sqlite-ddl.ts";

const dialects = { postgres: postgresDdl, sqlite: sqliteDdl } satisfies Record<DialectName, DdlDialect>;

/**
 * The DDL of a dialect.
 *
 * @param name the dialect
 * @returns its printers and rules
 */
export function ddlDialect(name: DialectName): DdlDialect {
  return dialects[name];
}
