import type { ColumnType, DialectName } from "@dataflow/core";
import type { QueryCapabilities } from "../statement/query-capabilities.ts";
import type { ColumnCodec } from "./column-codec.ts";
import { postgresDialect } from "./postgres/postgres-dialect.ts";
import { sqliteDialect } from "./sqlite/sqlite-dialect.ts";

/** Every dialect there is, by name. */
export const DIALECTS = Object.freeze({ postgres: postgresDialect, sqlite: sqliteDialect });

/**
 * How the values of a column travel to and from a database. Null is null on both sides and is not given to it.
 *
 * @param dialect the database's dialect
 * @param type the column's type
 * @param place what messages call the column
 * @returns the two functions
 * @example
 * ```ts
 * import { columnCodec } from "@dataflow/query";
 *
 * const price = columnCodec("sqlite", { kind: "decimal", precision: 12, scale: 2 });
 * console.log(price.encode("250"), price.decode(25000)); // 25000 "250.00"
 * ```
 */
export function columnCodec(dialect: DialectName, type: ColumnType, place = "A column"): ColumnCodec {
  const { encode, decode } = DIALECTS[dialect].codec(type, place);
  return Object.freeze({ encode, decode });
}

/**
 * What statements of a dialect can do.
 *
 * @param dialect the database's dialect
 * @returns the capabilities
 * @example
 * ```ts
 * import { queryCapabilities } from "@dataflow/query";
 *
 * console.log(queryCapabilities("postgres").reportsInserted); // true
 * ```
 */
export function queryCapabilities(dialect: DialectName): QueryCapabilities {
  return DIALECTS[dialect].capabilities;
}
