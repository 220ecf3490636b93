import type { ColumnType, DialectName } from "@dataflow/core";
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
  const found = dialects.get(dialect);
  if (found !== undefined) return found.columnTypeSql(type);
  throw databaseErrors.create("INVALID_OPTION", {
    message: `There is no dialect "${dialect}"`,
    why: "a type is declared in the words of a dialect",
    fix: `use one of: ${[...dialects.keys()].join(", ")}`,
  });
}
