import type { AggregateNode, GroupKeyNode } from "../ast/aggregate-node.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import type { FilterNode } from "../ast/filter-node.ts";
import type { SortNode } from "../ast/sort-node.ts";
import type { PipelineStage } from "../pipeline/pipeline-stage.ts";
import type { QueryTable } from "../table/query-table.ts";

/** Gives only the first rows of each group of rows that agree in a field. */
export interface GroupLimit {
  readonly field: string;
  readonly limit: number;
}

/** Rows of a table. */
export interface SelectStatement {
  readonly kind: "select";
  readonly table: QueryTable;
  /** Field names to read; absent means all, in the table's order. */
  readonly fields?: readonly string[] | undefined;
  readonly where: FilterNode;
  readonly orderBy: readonly SortNode[];
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** Fields whose stored values `StatementPlan.readPosition` gives, be they among `fields` or not. */
  readonly position?: readonly string[] | undefined;
  /** Only the first rows of each group, by `orderBy`; instead of `limit`, `offset` and `position`. */
  readonly perGroup?: GroupLimit | undefined;
}

/** How many rows match. One row: `{ count: number }`. */
export interface CountStatement {
  readonly kind: "count";
  readonly table: QueryTable;
  readonly where: FilterNode;
}

/** Groups and what is computed over each. `having` and `orderBy` name outputs. */
export interface AggregateStatement {
  readonly kind: "aggregate";
  readonly table: QueryTable;
  readonly where: FilterNode;
  /** The order of the rows before they are grouped, by fields of the table; `first`, `last` and `push` follow it. */
  readonly sort?: readonly SortNode[];
  readonly groupBy: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
  readonly having: FilterNode;
  readonly orderBy: readonly SortNode[];
  readonly limit?: number;
  readonly offset?: number;
}

/** Rows of a table that pass one stage after the other. */
export interface PipelineStatement {
  readonly kind: "pipeline";
  readonly table: QueryTable;
  /** Which rows come to the first stage. */
  readonly where: FilterNode;
  readonly stages: readonly PipelineStage[];
}

/** What an insert does with a row whose key is taken. */
export interface ConflictClause {
  /** Field names of a unique key; absent (only with `"nothing"`) means any. */
  readonly fields?: readonly string[];
  /** Leave the stored row, or change it: `assignments` are evaluated on the stored row, `fromInput` fields take the new row's value. */
  readonly action:
    | "nothing"
    | {
        readonly fromInput: readonly string[];
        readonly assignments: readonly AssignmentNode[];
        readonly where?: FilterNode;
      };
}

/** New rows. `rows` are JavaScript values in the order of `fields`; all rows have one shape. */
export interface InsertStatement {
  readonly kind: "insert";
  readonly table: QueryTable;
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly onConflict?: ConflictClause;
  /** Field names to give back; empty for none. */
  readonly returning: readonly string[];
  /** Adds `$inserted: boolean` to each returned row. Only where the dialect can say (`QueryCapabilities.reportsInserted`). */
  readonly returnInserted?: boolean;
  /** Gives one row `{ stored, inserted }` of two numbers, and no others. Only where `returnInserted` can be asked for, and without `returning`. */
  readonly countsInserted?: boolean;
}

/** One change for all rows that match. */
export interface UpdateStatement {
  readonly kind: "update";
  readonly table: QueryTable;
  readonly set: readonly AssignmentNode[];
  readonly where: FilterNode;
  readonly returning: readonly string[];
}

/** A change of its own for each row, found by key: rows hold the values of `keys`, then those of `fields`. */
export interface UpdateEachStatement {
  /** Whether it makes no difference which row is changed first: none brings a value that another may have to give up before. */
  readonly inAnyOrder?: boolean;
  readonly kind: "updateEach";
  readonly table: QueryTable;
  readonly keys: readonly string[];
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Changes for every row beside its own: a new `updatedAt`, a version counted up. */
  readonly set: readonly AssignmentNode[];
  /** Which of the named rows may change: not the deleted ones, only one tenant's. */
  readonly where: FilterNode;
  readonly returning: readonly string[];
}

/** Rows to remove. */
export interface DeleteStatement {
  readonly kind: "delete";
  readonly table: QueryTable;
  readonly where: FilterNode;
  readonly returning: readonly string[];
}

/** Everything that can be compiled. Frozen; stages rewrite it, compilers only print it. */
export type Statement =
  | SelectStatement
  | CountStatement
  | AggregateStatement
  | PipelineStatement
  | InsertStatement
  | UpdateStatement
  | UpdateEachStatement
  | DeleteStatement;
