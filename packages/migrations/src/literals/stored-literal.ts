import type { ColumnType, DialectName, LiteralValue } from "@dataflow/core";
import type { SqlParameter } from "@dataflow/database";
import { columnCodec, normaliseValue } from "@dataflow/query";
import { literalValue } from "./literal-value.ts";

/**
 * What a cell contains after the default was filled in: the same as if the value had been written by an insert.
 *
 * @param dialect the database
 * @param type the column's type
 * @param literal a literal without a problem
 * @returns the value as the driver would send it
 */
export function storedLiteral(dialect: DialectName, type: ColumnType, literal: LiteralValue): SqlParameter {
  if (literal === null) return null;
  return columnCodec(dialect, type).encode(normaliseValue(type, literalValue(type, literal)));
}
