import type { SortNode } from "../ast/sort-node.ts";
import type { QueryTable } from "../table/query-table.ts";

export function parseSort(_input: unknown, _table: QueryTable): readonly SortNode[] {
  throw new Error("parseSort: in progress");
}
