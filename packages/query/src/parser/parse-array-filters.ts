import { describeKind, isPlainObject } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import { rewriteFilter } from "../ast/filter-rewriter.ts";
import { jsonPath } from "../ast/json-path-node.ts";
import { invalidUpdate } from "../operators/update/update-operand.ts";
import type { QueryTable } from "../table/query-table.ts";
import { shown } from "./filter-error.ts";
import { parseFilter } from "./parse-filter.ts";

const NAME = /^[a-z][A-Za-z0-9]*$/;
const MAX_FILTERS = 50;
const FIX = 'write one filter for each name: [{ "item.price": { $gt: 5 } }]';
/** The filters are read as filters on a document that has the names as its keys. */
const FIELD = "arrayFilters";
const FIELDS = new Map([[FIELD, { name: FIELD, column: FIELD, type: { kind: "json" }, nullable: true } as const]]);
const ELEMENTS: QueryTable = Object.freeze({ label: FIELD, name: FIELD, fields: FIELDS, primaryKey: [] });

/**
 * Reads the filters that `$[name]` in the paths of an update stands for.
 *
 * @param input a list of filters, each about one name: `[{ item: { $gt: 5 } }]`, `[{ "item.price": { $gt: 5 } }]`
 * @returns for each name what elements must match; places start at the element
 * @throws QUERY.INVALID_UPDATE, and what `parseFilter` throws
 */
export function parseArrayFilters(input: unknown): ReadonlyMap<string, FilterNode> {
  const filters = new Map<string, FilterNode>();
  if (input === undefined) return filters;
  if (!Array.isArray(input)) throw invalidUpdate(FIELD, `must be a list, and is ${describeKind(input)}`, FIX);
  if (input.length > MAX_FILTERS)
    throw invalidUpdate(FIELD, `has more than ${MAX_FILTERS} filters`, "write fewer, with $or");
  const given: readonly unknown[] = input;
  for (const [index, filter] of given.entries()) {
    const path = `${FIELD}.${index}`;
    const name = nameOf(filter, path);
    if (filters.has(name)) throw invalidUpdate(path, `is the second filter of "${name}"`, "join them with $and");
    const parsed = parseFilter(belowField(filter), ELEMENTS);
    filters.set(
      name,
      rewriteFilter(parsed, (leaf) =>
        leaf.kind === "jsonPath" ? jsonPath(leaf.field, leaf.path.slice(1), leaf.test) : leaf,
      ),
    );
  }
  return filters;
}

function nameOf(filter: unknown, path: string): string {
  const names = new Set(namesOf(filter, path));
  const [name = "", ...others] = names;
  if (others.length > 0) throw invalidUpdate(path, `is about "${shown(name)}" and "${shown(others[0] ?? "")}"`, FIX);
  if (NAME.test(name)) return name;
  throw invalidUpdate(
    path,
    name === ""
      ? "is about no name"
      : "has a name that does not begin with a small letter, or has more than letters and digits",
    FIX,
  );
}

function namesOf(filter: unknown, path: string): readonly string[] {
  if (!isPlainObject(filter)) throw invalidUpdate(path, `must be a filter, and is ${describeKind(filter)}`, FIX);
  return Object.entries(filter).flatMap(([key, value]) => {
    if (!key.startsWith("$")) return [key.split(".")[0] ?? ""];
    const inner: readonly unknown[] = Array.isArray(value) ? value : [value];
    return key === "$expr" ? [] : inner.flatMap((one) => namesOf(one, `${path}.${shown(key)}`));
  });
}

/** Every key of a filter led into the field; what is no filter is left for the parser to refuse. */
function belowField(filter: unknown): unknown {
  if (!isPlainObject(filter)) return filter;
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => {
      if (!key.startsWith("$")) return [`${FIELD}.${key}`, value];
      return [key, Array.isArray(value) ? value.map(belowField) : belowField(value)];
    }),
  );
}
