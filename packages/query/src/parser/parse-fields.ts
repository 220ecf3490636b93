import { describeKind } from "@dataflow/core";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryTable } from "../table/query-table.ts";
import { unknownField } from "./filter-error.ts";

/**
 * Parses a choice of fields to read.
 *
 * @param input a list of field names
 * @param table the table they belong to
 * @returns the names
 * @throws QUERY.INVALID_FIELDS, QUERY.UNKNOWN_FIELD
 * @example
 * ```ts
 * import { parseFields, type QueryTable } from "@dataflow/query";
 *
 * function names(users: QueryTable) {
 *   return parseFields(["id", "name"], users);
 * }
 * ```
 */
export function parseFields(input: unknown, table: QueryTable): readonly string[] {
  if (!Array.isArray(input) || input.length === 0)
    throw invalidFields("fields", "must be a list of at least one field");
  const items: readonly unknown[] = input;
  const names = new Set<string>();
  for (const [index, item] of items.entries()) {
    const path = `fields.${index}`;
    if (typeof item !== "string") throw invalidFields(path, `must be a field's name, and is ${describeKind(item)}`);
    if (!table.fields.has(item)) throw unknownField(item, path, table);
    if (names.has(item)) throw invalidFields(path, `names "${item}" again`);
    names.add(item);
  }
  return Object.freeze([...names]);
}

function invalidFields(path: string, problem: string) {
  return queryErrors.create("INVALID_FIELDS", {
    message: `${path} ${problem}`,
    why: "a choice of fields is a list of names, each once",
    fix: 'write ["id", "name"], or leave it out to read all fields',
    meta: { path },
  });
}
