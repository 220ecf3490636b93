import type { ColumnType, DialectName } from "@dataflow/core";
import type { Dialect } from "../dialects/dialect.ts";
import { dialects } from "../dialects/dialects.ts";
import { databaseErrors } from "../errors/database-errors.ts";

/**
 * The type that a column of a kind is declared with in DDL. `introspect` reads it back as the same kind; the values of
 * an enum are kept by a CHECK constraint beside it.
 *
 * @param dialect the dialect's name
 * @param type the kind and its details
 * @returns SQL for a column definition, with a collation where the order of texts depends on it
 * @throws DATABASE.INVALID_OPTION for a dialect that does not exist
 * @example
 * ```ts
 * import { columnTypeSql } from "@dataflow/database";
 *
 * columnTypeSql("postgres", { kind: "timestamp" }); // "timestamptz(3)"
 * columnTypeSql("sqlite", { kind: "timestamp" }); // "TIMESTAMP_INT"
 * ```
 */
export function columnTypeSql(dialect: DialectName, type: ColumnType): string {
  return dialectOf(dialect).columnTypeSql(type);
}

/**
 * What a declared type stands for.
 *
 * @param dialect the dialect's name
 * @param sql the type in the words of a catalog
 * @returns its kind and details; `unknown` with the same words when no kind covers it
 * @throws DATABASE.INVALID_OPTION for a dialect that does not exist
 * @example
 * ```ts
 * import { readColumnType } from "@dataflow/database";
 *
 * readColumnType("postgres", "character varying(40)"); // { kind: "text", length: 40 }
 * readColumnType("postgres", "inet"); // { kind: "unknown", sql: "inet" }
 * ```
 */
export function readColumnType(dialect: DialectName, sql: string): ColumnType {
  return dialectOf(dialect).readColumnType(sql);
}

function dialectOf(name: DialectName): Dialect {
  const found = dialects.get(name);
  if (found !== undefined) return found;
  throw databaseErrors.create("INVALID_OPTION", {
    message: `There is no dialect "${name}"`,
    why: "a type is declared in the words of a dialect",
    fix: `use one of: ${[...dialects.keys()].join(", ")}`,
  });
}
