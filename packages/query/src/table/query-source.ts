import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "./query-table.ts";

/** A table that a `$lookup` may read, under the name that pipelines call it by. */
export interface QuerySource {
  readonly name: string;
  readonly table: QueryTable;
  /**
   * Which of its rows may be seen at all: not the deleted ones, only one tenant's. Asked for every time that a statement
   * is compiled, so that no pipeline goes round it; absent when all of them may.
   */
  readonly visible?: () => FilterNode;
}

/** The tables that the pipelines of a table may read beside it. They are asked for by name. */
export interface QuerySources {
  readonly get: (name: string) => QuerySource | undefined;
  readonly names: () => readonly string[];
}
