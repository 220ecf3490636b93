import type { DialectName } from "@dataflow/core";
import type { FilterNode } from "../ast/filter-node.ts";
import { COMPILERS } from "../dialects/compilers.ts";
import type { SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryTable } from "../table/query-table.ts";

/** A condition on its own, to be put after WHERE. */
export interface CompiledFilter {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
}

/**
 * Compiles a filter on its own, for statements that are written by hand.
 *
 * @param table the table it is about
 * @param filter the filter, parsed
 * @param dialect the database's dialect
 * @returns the condition and its parameters, placeholders counted from one
 * @example
 * ```ts
 * import { compileFilter, parseFilter, type QueryTable } from "@dataflow/query";
 *
 * function condition(users: QueryTable) {
 *   return compileFilter(users, parseFilter({ age: { $ne: 18 } }, users), "sqlite");
 *   // { text: '("age" <> ? OR "age" IS NULL)', parameters: [18] }
 * }
 * ```
 */
export function compileFilter(table: QueryTable, filter: FilterNode, dialect: DialectName): CompiledFilter {
  return COMPILERS[dialect].compileFilter(table, filter);
}
