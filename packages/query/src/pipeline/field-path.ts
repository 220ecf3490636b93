import { shown, undefinedValue, unknownField } from "../parser/filter-error.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import { describeType } from "../values/value-rule.ts";
import { invalidStage } from "./pipeline-error.ts";

/**
 * Reads an expression that names a field: `"$total"`.
 *
 * @param input the expression
 * @param table the rows' fields
 * @param path the place
 * @returns the field
 * @throws QUERY.INVALID_PIPELINE, QUERY.UNKNOWN_FIELD, QUERY.UNDEFINED_VALUE
 */
export function parseFieldPath(input: unknown, table: QueryTable, path: string): QueryField {
  if (input === undefined) throw undefinedValue(path);
  if (typeof input !== "string")
    throw invalidStage(path, `must be a field with $ before its name, and is ${describeType(input)}`, 'write "$total"');
  const name = input.slice(1);
  const field = table.fields.get(name);
  if (input.startsWith("$") && field !== undefined) return field;
  if (!input.startsWith("$") && table.fields.has(input))
    throw invalidStage(path, "is a field without $ before its name", `write "$${shown(input)}"`);
  throw unknownField(input.startsWith("$") ? name : input, path, table);
}
