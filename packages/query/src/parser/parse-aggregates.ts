import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import type { QueryTable } from "../table/query-table.ts";

/** An aggregation, parsed: the parts of an `AggregateStatement` that come from the user. */
export interface ParsedAggregates {
  readonly groupBy: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
  readonly having: FilterNode;
  readonly orderBy: readonly SortNode[];
}

export function parseAggregates(_input: unknown, _table: QueryTable): ParsedAggregates {
  throw new Error("parseAggregates: in progress");
}
