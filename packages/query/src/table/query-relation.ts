import type { FilterNode } from "../ast/filter-node.ts";
import type { QueryTable } from "./query-table.ts";

/** A way from the rows of a table to rows of another, or of the same: a reference, or the references that lead back. */
export interface QueryRelation {
  readonly name: string;
  /** Whether at most one row is at its end, or any number. */
  readonly kind: "one" | "many";
  /** The field of this table that is equal to `targetField`. */
  readonly field: string;
  readonly target: QueryTable;
  readonly targetField: string;
  /**
   * Which rows at its end may be seen at all: not the deleted ones, only one tenant's. Asked for every time that a
   * statement is compiled, so that no filter goes round it; absent when all of them may.
   */
  readonly visible?: () => FilterNode;
}

/** The relations of a table. They are asked for by name, because tables may be declared in any order. */
export interface QueryRelations {
  readonly get: (name: string) => QueryRelation | undefined;
  readonly names: () => readonly string[];
}
