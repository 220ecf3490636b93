import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import type { FilterLimits } from "./filter-limits.ts";

export function parseFilter(_input: unknown, _table: QueryTable, _limits?: Partial<FilterLimits>): FilterNode {
  throw new Error("parseFilter: in progress");
}
