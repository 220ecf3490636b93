import { describeKind, isPlainObject, suggestion } from "@dataflow/core";
import type { SortNode } from "../ast/sort-node.ts";
import { queryErrors } from "../errors/query-errors.ts";
import type { QueryTable } from "../table/query-table.ts";
import { shown, unknownField } from "./filter-error.ts";

const MAX_KEYS = 32;
const OPTIONS: readonly string[] = ["field", "direction", "nulls"];

/**
 * Parses an order. Nulls come first in ascending order and last in descending order, unless a key says otherwise.
 *
 * @param input a list of field names, `-` before one for descending, or of `{ field, direction?, nulls? }`
 * @param table the table it is about
 * @returns the keys as frozen nodes
 * @throws QUERY.INVALID_SORT, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPTION
 * @example
 * ```ts
 * import { parseSort, type QueryTable } from "@dataflow/query";
 *
 * function newestFirst(users: QueryTable) {
 *   return parseSort(["-createdAt", { field: "name", nulls: "last" }], users);
 * }
 * ```
 */
export function parseSort(input: unknown, table: QueryTable): readonly SortNode[] {
  if (!Array.isArray(input)) throw invalidSort("orderBy", `must be a list, and is ${describeKind(input)}`);
  if (input.length > MAX_KEYS) throw invalidSort("orderBy", `has more than ${MAX_KEYS} keys`);
  const keys: readonly unknown[] = input;
  const seen = new Set<string>();
  return Object.freeze(
    Array.from(keys, (key, index) => {
      const node = parseKey(key, `orderBy.${index}`, table);
      if (seen.has(node.field)) throw invalidSort(`orderBy.${index}`, `names "${node.field}" again`);
      seen.add(node.field);
      return node;
    }),
  );
}

function parseKey(key: unknown, path: string, table: QueryTable): SortNode {
  if (typeof key === "string") {
    const isDescending = key.startsWith("-");
    return sortNode(isDescending ? key.slice(1) : key, isDescending ? "desc" : "asc", undefined, { path, table });
  }
  if (!isPlainObject(key)) throw invalidSort(path, `must be a field's name or an object, and is ${describeKind(key)}`);
  for (const option of Object.keys(key)) {
    if (!OPTIONS.includes(option)) throw unknownOption(option, path);
  }
  const { field, direction, nulls } = key;
  if (typeof field !== "string")
    throw invalidSort(`${path}.field`, `must be a field's name, and is ${describeKind(field)}`);
  if (direction !== undefined && direction !== "asc" && direction !== "desc") {
    throw invalidSort(`${path}.direction`, 'is neither "asc" nor "desc"');
  }
  if (nulls !== undefined && nulls !== "first" && nulls !== "last")
    throw invalidSort(`${path}.nulls`, 'is neither "first" nor "last"');
  return sortNode(field, direction ?? "asc", nulls, { path, table });
}

function sortNode(
  name: string,
  direction: SortNode["direction"],
  nulls: SortNode["nulls"] | undefined,
  { path, table }: { readonly path: string; readonly table: QueryTable },
): SortNode {
  const field = table.fields.get(name);
  if (field === undefined) throw unknownField(name, path, table);
  const { kind } = field.type;
  if (kind === "json" || kind === "array" || kind === "unknown")
    throw invalidSort(path, `names a field of the kind "${kind}", which has no order`);
  return Object.freeze({
    kind: "sort",
    field: name,
    direction,
    nulls: nulls ?? (direction === "asc" ? "first" : "last"),
  });
}

function invalidSort(path: string, problem: string) {
  return queryErrors.create("INVALID_SORT", {
    message: `${path} ${problem}`,
    why: "an order is a list of fields that have one, each named once",
    fix: 'write ["-createdAt", "name"] or [{ field: "name", direction: "desc", nulls: "last" }]',
    meta: { path },
  });
}

function unknownOption(option: string, path: string) {
  return queryErrors.create("UNKNOWN_OPTION", {
    message: `${path} has no option "${shown(option)}"`,
    why: "an option that is not known would be ignored silently",
    fix: suggestion(option, OPTIONS),
    meta: { path },
  });
}
