import type { Diagnostic, MaybePromise, NodeValues } from "@dataflow/core";
import type {
  AggregateNode,
  AssignmentNode,
  ConflictClause,
  FilterNode,
  GroupKeyNode,
  GroupLimit,
  PipelineStage,
  SortNode,
  SqlParameter,
  UpdateOptions,
} from "@dataflow/query";
import type { RowNumbering } from "../execution/row-numbering.ts";
import type { TouchedRows } from "./touched-rows.ts";

/** What was asked for, by the name a user knows it by; events and audit records carry it. */
export type OperationName =
  | "create"
  | "read"
  | "update"
  | "delete"
  | "list"
  | "count"
  | "upsert"
  | "aggregate"
  | "stream"
  | "include"
  | "bulkCreate"
  | "bulkUpdate"
  | "bulkDelete"
  | "bulkUpsert";

interface OperationBase {
  readonly name: OperationName;
}

/** One change of all rows that match: it may take long. */
interface ManyMatches {
  /** Stops it where the database can be told to. */
  readonly signal?: AbortSignal;
}

/**
 * Rows by columns: `values[i]` are the values of row i in the order of `fields`. All rows have one shape. They belong to
 * the operation alone, so that a stage may add a column to each without copying it. New rows have room for what stages add.
 */
export interface RowSet {
  readonly fields: readonly string[];
  readonly values: readonly unknown[][];
}

/** Rows ready to be stored, as sets of rows with the same fields, and every problem found in them. */
export interface PreparedRows {
  readonly sets: readonly RowSet[];
  readonly problems: readonly Diagnostic[];
}

/** A write of many rows. */
interface ManyRows {
  readonly input: readonly NodeValues[];
  /** The place of a row of `input` among all rows that the caller gave, for messages; absent when `input` is all of them. */
  readonly rowNumber?: (index: number) => number;
  /** What the validation stage would make of `input`, when it was made beforehand. It can be used once. */
  readonly prepared?: MaybePromise<PreparedRows>;
  readonly rows: RowSet;
  /** Called when the rows are on their way to a database that takes its time: the caller may make the next ones ready. */
  readonly meanwhile?: () => void;
}

/** What an insert may do instead of inserting: hand its rows over in the form that the database takes fastest. */
export interface LoadTarget {
  /** What numbers the rows, where numbers may be taken from it beforehand. */
  readonly numbers?: { readonly field: string; readonly sequence: string };
  /** Whether the columns have the very types that the rows' values are written in. */
  readonly isExact: boolean;
}

/** New rows. The validation stage turns `input` into `rows`; later stages add columns to `rows` only. */
export interface InsertOperation extends OperationBase, ManyRows {
  readonly kind: "insert";
  readonly onConflict?: ConflictClause;
  /** What an upsert changes in a stored row, as it was given; the validation stage adds it to `onConflict`. */
  readonly conflictChanges?: NodeValues;
  /** A stored row is given back as it is: nothing about it changes, not even its managed fields. */
  readonly keepsStored?: boolean;
  readonly returning: readonly string[];
  /** Asks for `OperationResult.inserted`. Returned rows may then have a `$inserted` beside their fields. */
  readonly returnInserted?: boolean;
  /** What is known of the numbers behind the table's rows; absent where it is not worth finding out. */
  readonly numbering?: RowNumbering;
  /** Present where the rows may be loaded. */
  readonly load?: LoadTarget;
}

/** Rows to read. */
export interface SelectOperation extends OperationBase {
  readonly kind: "select";
  readonly where: FilterNode;
  readonly orderBy: readonly SortNode[];
  readonly fields?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  readonly includeDeleted: boolean;
  /** Only the first rows of each group of rows that agree in a field. */
  readonly perGroup?: GroupLimit;
  /** Asks where the page begins and ends, and whether more rows follow: the result has a `page`. */
  readonly seeksPosition?: boolean;
  /** Asks for `batches` instead of `rows`. */
  readonly stream?: StreamOptions;
}

/** How rows are streamed. */
export interface StreamOptions {
  /** How many rows to fetch at a time. */
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/** How many rows match. */
export interface CountOperation extends OperationBase {
  readonly kind: "count";
  readonly where: FilterNode;
  readonly includeDeleted: boolean;
}

/** Groups and what is computed over them. */
export interface AggregateOperation extends OperationBase {
  readonly kind: "aggregate";
  readonly where: FilterNode;
  /** The order of the rows before they are grouped. */
  readonly sort?: readonly SortNode[];
  readonly groupBy: readonly GroupKeyNode[];
  readonly aggregates: readonly AggregateNode[];
  readonly having: FilterNode;
  readonly orderBy: readonly SortNode[];
  readonly limit?: number;
  readonly offset?: number;
  readonly includeDeleted: boolean;
}

/** Rows that pass one stage after the other, the rows of `where` first. */
export interface PipelineOperation extends OperationBase {
  readonly kind: "pipeline";
  readonly where: FilterNode;
  readonly stages: readonly PipelineStage[];
  readonly includeDeleted: boolean;
}

/** One change for all rows that match. The validation stage turns `changes` into `set`. */
export interface UpdateOperation extends OperationBase, ManyMatches {
  readonly kind: "update";
  readonly where: FilterNode;
  readonly changes: NodeValues;
  /** What `$` and `$[name]` in the paths of `changes` stand for. */
  readonly positions?: UpdateOptions;
  readonly set: readonly AssignmentNode[];
  readonly returning: readonly string[];
  /** The version the caller has seen; the row must still have it. */
  readonly expectedVersion?: number;
}

/** A change of its own for each row, found by `keys`. The validation stage turns `input` into `rows` (keys first). */
export interface UpdateEachOperation extends OperationBase, ManyRows {
  readonly kind: "updateEach";
  /** Whether rows may be changed in any order, as they may where none brings a field of a unique key. */
  readonly inAnyOrder?: boolean;
  readonly keys: readonly string[];
  readonly set: readonly AssignmentNode[];
  readonly where: FilterNode;
  /** Fields of the changed rows to give back, in no order; absent for none. */
  readonly returning?: readonly string[];
}

/** Rows to remove. With soft delete the stage of that name turns it into an update. */
export interface DeleteOperation extends OperationBase, ManyMatches {
  readonly kind: "delete";
  readonly where: FilterNode;
  /** Fields of the removed rows to give back, in no order; absent for none. */
  readonly returning?: readonly string[];
  readonly expectedVersion?: number;
}

/** Everything that can be asked of a model, whichever way it came in. Frozen; stages pass on changed copies. */
export type Operation =
  | InsertOperation
  | SelectOperation
  | CountOperation
  | AggregateOperation
  | PipelineOperation
  | UpdateOperation
  | UpdateEachOperation
  | DeleteOperation;

/** Operations that may change rows. */
export type WriteOperation = InsertOperation | UpdateOperation | UpdateEachOperation | DeleteOperation;

/**
 * Whether an operation may change rows.
 *
 * @param operation any operation
 * @returns false for one that only reads
 */
export function isWrite(operation: Operation): operation is WriteOperation {
  return WRITES.includes(operation.kind);
}

/** The kinds of operations that may change rows. */
export const WRITES: readonly Operation["kind"][] = Object.freeze(["insert", "update", "updateEach", "delete"]);

/** A row by field names. */
export type Row = Readonly<Record<string, unknown>>;

/** Where a page is in the whole order: the stored values of the order's keys. */
export interface PagePosition {
  /** Absent for a page without rows. */
  readonly first?: readonly SqlParameter[];
  readonly last?: readonly SqlParameter[];
  /** Whether rows follow the last one. */
  readonly hasMore: boolean;
}

/** What an operation gave. */
export interface OperationResult {
  readonly rows: readonly Row[];
  /** Rows given by a read, changed by a write; 0 for a stream, whose rows nobody has counted yet. */
  readonly rowCount: number;
  /** How many of the rows of an insert are new; only where `returnInserted` was asked for. */
  readonly inserted?: number;
  /** Where the page is; only for a select that asked for it. */
  readonly page?: PagePosition;
  /** The rows of a stream; nothing is fetched before the first batch is asked for. */
  readonly batches?: AsyncIterable<readonly Row[]>;
  /** What a write touched; only of models that keep an audit log. */
  readonly touched?: TouchedRows;
}
