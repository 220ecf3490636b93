import type { ColumnType } from "@dataflow/core";
import type { QueryRelations } from "./query-relation.ts";
import type { QuerySources } from "./query-source.ts";

/** A field that a query may name, and the column it stands for. */
export interface QueryField {
  readonly name: string;
  readonly column: string;
  readonly type: ColumnType;
  /** A column that cannot be NULL needs no NULL arm in its predicates. */
  readonly nullable: boolean;
}

/** The fields that a text index is over. */
export interface TextSearchFields {
  /** The name of the index. */
  readonly index: string;
  readonly fields: readonly string[];
}

/**
 * The table a query runs over: the closed list of names that may appear in it. A frozen value that lives as long as the
 * model does, so that what is compiled for it can be cached on its identity.
 */
export interface QueryTable {
  /** What messages call it: the model's name, or the table's. */
  readonly label: string;
  readonly name: string;
  readonly schema?: string;
  readonly fields: ReadonlyMap<string, QueryField>;
  /** Field names of the primary key, in order; may be empty for a table without one. */
  readonly primaryKey: readonly string[];
  /** What `$text` looks through; absent for a table without a text index. */
  readonly textSearch?: TextSearchFields;
  /** What leads to rows of other tables; absent for a table that stands alone. */
  readonly relations?: QueryRelations;
  /** The tables that a `$lookup` may read; none when absent. */
  readonly sources?: QuerySources;
}
