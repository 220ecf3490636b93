import type { DialectName } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";

/** A condition on its own, to be put after WHERE. */
export interface CompiledFilter {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

export function compileFilter(_table: QueryTable, _filter: FilterNode, _dialect: DialectName): CompiledFilter {
  throw new Error("compileFilter: in progress");
}
