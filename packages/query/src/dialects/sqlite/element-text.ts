import type { ScalarColumnType } from "@dataflow/core";
import { queryErrors } from "../../errors/query-errors.ts";
import type { QueryField } from "../../table/query-table.ts";
import { MAX_SCALED_DIGITS } from "./codecs/decimal-storage.ts";

/**
 * An element of an array in the form that a column of its kind stores.
 *
 * @param sql the SQL of the element
 * @param field the array
 * @param element what its elements are
 * @returns SQL
 * @throws QUERY.UNSUPPORTED_FEATURE for decimals that columns hold as text
 */
export function elementText(sql: string, field: QueryField, element: ScalarColumnType): string {
  if (element.kind !== "decimal") return sql;
  if (element.precision <= MAX_SCALED_DIGITS) return `CAST(replace(${sql}, '.', '') AS INTEGER)`;
  throw queryErrors.create("UNSUPPORTED_FEATURE", {
    message: `SQLite cannot take "${field.name}" apart: its decimals have more than ${MAX_SCALED_DIGITS} digits`,
    why: "decimals of that length are stored in another form in a column than in an array",
    fix: `read the arrays as they are, or declare at most ${MAX_SCALED_DIGITS} digits`,
    meta: { field: field.name },
  });
}
