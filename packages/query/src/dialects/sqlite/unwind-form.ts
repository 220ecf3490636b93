import type { ScalarColumnType } from "@dataflow/core";
import type { Column, UnwindText } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { elementText } from "./element-text.ts";

/** How SQLite makes a row of each element of an array. */
export function sqliteUnwind(column: Column<SqliteCodec>, element: ScalarColumnType, keepsEmpty: boolean): UnwindText {
  return {
    join: ` ${keepsEmpty ? "LEFT JOIN" : "JOIN"} json_each(${column.sql}) AS "u"${keepsEmpty ? " ON TRUE" : ""}`,
    element: column.isCollected === true ? '"u"."value"' : elementText('"u"."value"', column.field, element),
    index: '"u"."key"',
  };
}
