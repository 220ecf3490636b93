import type { ScalarColumnType } from "@dataflow/core";
import { queryErrors } from "../../errors/query-errors.ts";
import type { Column, UnwindText } from "../query-dialect.ts";
import type { SqliteCodec } from "./codecs/codec.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

/** How SQLite makes a row of each element of an array. */
export function sqliteUnwind(column: Column<SqliteCodec>, element: ScalarColumnType, keepsEmpty: boolean): UnwindText {
  return {
    join: ` ${keepsEmpty ? "LEFT JOIN" : "JOIN"} json_each(${column.sql}) AS "u"${keepsEmpty ? " ON TRUE" : ""}`,
    element: elementText(column, element),
    index: '"u"."key"',
  };
}

/** An element in the form that a column of its kind stores. */
function elementText({ field, isCollected }: Column<SqliteCodec>, element: ScalarColumnType): string {
  if (element.kind !== "decimal" || isCollected === true) return '"u"."value"';
  if (element.precision <= MAX_SCALED_DIGITS) return `CAST(replace("u"."value", '.', '') AS INTEGER)`;
  throw queryErrors.create("UNSUPPORTED_FEATURE", {
    message: `SQLite cannot unwind "${field.name}": its decimals have more than ${MAX_SCALED_DIGITS} digits`,
    why: "decimals of that length are stored in another form in a column than in an array",
    fix: `read the arrays as they are, or declare at most ${MAX_SCALED_DIGITS} digits`,
    meta: { field: field.name },
  });
}
