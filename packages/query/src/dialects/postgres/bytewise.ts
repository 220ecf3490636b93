import type { ColumnType } from "@dataflow/core";
import type { Column } from "../query-dialect.ts";
import type { PostgresCodec } from "./codecs/codec.ts";

/** Texts are ordered by bytes everywhere; equality needs no collation, so plain indexes serve it. */
export const BYTEWISE = ' COLLATE "C"';

/**
 * The collation that values of a type are compared with. An enum that is a type of the server's has none: it is ordered
 * as its values were declared.
 *
 * @param type the type of a column
 * @returns a clause, or nothing
 */
export function collationOf(type: ColumnType): string {
  return type.kind === "text" || (type.kind === "enum" && type.sql === undefined) ? BYTEWISE : "";
}

/**
 * A column as text, for patterns.
 *
 * @param column a column that holds text
 * @returns its SQL, cast where the server would not take it for text
 */
export function textSql({ sql, field: { type } }: Column<PostgresCodec>): string {
  return type.kind === "enum" && type.sql !== undefined ? `${sql}::text` : sql;
}
