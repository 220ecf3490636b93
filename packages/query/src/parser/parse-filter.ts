import type { FilterNode } from "../ast/filter-node.ts";
import { recallFilter } from "../recall/recall-filter.ts";
import { memoryOf, rememberShape } from "../recall/shape-memory.ts";
import { sketchFilter } from "../recall/sketch-filter.ts";
import type { QueryTable } from "../table/query-table.ts";
import {
  EVERYTHING_ALLOWED,
  type FilterAllowance,
  type FilterOptions,
  filterLimits,
  filterPermission,
} from "./filter-allowance.ts";
import { DEFAULT_FILTER_LIMITS } from "./filter-limits.ts";
import type { Parsing } from "./filter-parsing.ts";
import { type FilterPlace, type FilterSubject, NO_OPERATORS } from "./filter-place.ts";
import { targetsOf } from "./filter-target.ts";
import { parseObject } from "./parse-filter-object.ts";

declare const ALLOWED: unique symbol;

/** A filter that was parsed with an allowance: it asks nothing that the caller may not. */
export type AllowedFilter = FilterNode & { readonly [ALLOWED]: true };

const NO_OPTIONS: FilterOptions = {};
const UNRESTRICTED: Omit<Parsing, "nodes"> = { limits: DEFAULT_FILTER_LIMITS, permission: EVERYTHING_ALLOWED };

/**
 * Parses a MongoDB-style filter. Everything in it is checked here, so that nothing that follows has to: fields and
 * operators exist, values fit their fields, nothing is undefined, nothing is ignored.
 *
 * @param input the filter; comes from anywhere
 * @param table the table it is about
 * @param options how large it may be, and what it may ask when it comes from outside
 * @returns the filter as frozen nodes; everything for `{}`
 * @throws QUERY.INVALID_FILTER, QUERY.UNKNOWN_FIELD, QUERY.UNKNOWN_OPERATOR, QUERY.UNSUPPORTED_OPERATOR, QUERY.INVALID_VALUE, QUERY.UNDEFINED_VALUE, QUERY.INVALID_PATTERN, QUERY.UNSUPPORTED_PATTERN, QUERY.TOO_COMPLEX, QUERY.UNKNOWN_OPTION, QUERY.INVALID_OPTION
 * @example
 * ```ts
 * import { parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function adultsNotInParis(users: QueryTable) {
 *   return parseFilter({ age: { $gte: 18 }, $nor: [{ "profile.city": "Paris" }] }, users);
 * }
 *
 * function search(untrusted: unknown, users: QueryTable) {
 *   return parseFilter(untrusted, users, { allow: { fields: ["name", "age"], operators: ["$eq", "$gte", "$and"] } });
 * }
 * ```
 */
export function parseFilter(
  input: unknown,
  table: QueryTable,
  options: FilterOptions & { readonly allow: FilterAllowance },
): AllowedFilter;
export function parseFilter(input: unknown, table: QueryTable, options?: FilterOptions): FilterNode;
export function parseFilter(input: unknown, table: QueryTable, options: FilterOptions = NO_OPTIONS): FilterNode {
  if (options !== NO_OPTIONS) {
    const [limits, permission] = [filterLimits(options), filterPermission(options.allow, table)];
    return parseWhole(input, table, { limits, permission });
  }
  return parseFilterAs("filter", input, table);
}

/** Parses a filter of the program that messages call by another name: `"having"`. */
export function parseFilterAs(name: string, input: unknown, table: QueryTable): FilterNode {
  const memory = memoryOf(table);
  const recalled = memory === undefined ? undefined : recallFilter(input, memory.start);
  if (recalled !== undefined) return recalled;
  const sketch = memory === undefined ? undefined : sketchFilter(input, table);
  const node = parseWhole(sketch === undefined ? input : sketch.copy, table, UNRESTRICTED, name);
  if (memory === undefined || sketch === undefined) return node;
  rememberShape(memory, sketch, node);
  return node;
}

function parseWhole(
  input: unknown,
  table: QueryTable,
  { limits, permission } = UNRESTRICTED,
  name = "filter",
): FilterNode {
  const subject: FilterSubject = { table, targetOf: targetsOf(table), hops: 0, prefix: "" };
  const start: FilterPlace = { outer: undefined, key: name, depth: 1, operators: NO_OPERATORS, subject };
  return parseObject(input, { limits, permission, nodes: 0 }, start);
}
