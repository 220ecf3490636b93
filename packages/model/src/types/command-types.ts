import type {
  AggregateRow,
  AggregatesInput,
  GroupByInput,
  HavingInput,
  PipelineInput,
  SortKeyInput,
  UntypedFilter,
} from "@dataflow/query";
import type { BulkProgress } from "../commands/run-batches.ts";
import type { RowSource } from "../input/row-batches.ts";
import type { IncludedRows, IncludeInput } from "./include-types.ts";
import type { Infer, InferInsert, InferKey } from "./infer.ts";
import type { FieldNameOf, InferFilter, InferSort, InferSpecs, InferUpdate } from "./infer-query.ts";

/** Names one row: by `recordId`, or by the fields of the key. */
export interface KeyInput<Model> {
  readonly recordId?: InferKey<Model>;
}

/** What a Read is given beside the key. */
export interface ReadOptions {
  /** Whether a missing row is an error (the default) or null. */
  readonly raiseOnNotFound?: boolean;
  /** Whether a row that was soft-deleted is seen too. */
  readonly includeDeleted?: boolean;
}

/** What Update and Delete are given beside the key; only versioned models take it. */
export interface VersionOptions {
  /** The version the change was decided on; a row that has another is not changed. */
  readonly version?: number;
}

/** What a Count is given. */
export interface CountInput<Model> {
  readonly filter?: InferFilter<Model>;
  readonly includeDeleted?: boolean;
}

/** What a stream is given: a List without a page. */
export interface StreamInput<Model> extends CountInput<Model> {
  readonly orderBy?: InferSort<Model>;
  /** How many rows to fetch at a time; 1,000 when absent. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/** What a List is given. */
export interface ListInput<Model, Fields extends FieldNameOf<Model> = FieldNameOf<Model>, Include = IncludeInput<Model>>
  extends CountInput<Model> {
  readonly orderBy?: InferSort<Model>;
  /** 0 to 10,000; 100 when absent. */
  readonly limit?: number;
  readonly offset?: number;
  /** `nextCursor` or `previousCursor` of a page of the same filter and order; null for the first page. Not with `offset`. */
  readonly cursor?: string | null;
  readonly fields?: readonly Fields[];
  /** Relations whose rows to put beside each row: their names, or what is wanted of each. */
  readonly include?: Include;
  /** Whether to count all rows that match, too. */
  readonly includeTotal?: boolean;
}

/** One page of rows. */
export interface ListPage<Record> {
  readonly records: readonly Record[];
  /** How many rows this page has. */
  readonly count: number;
  readonly limit: number;
  readonly offset: number;
  /** Where the next page starts; null when there is none. Sealed when it is first asked for. */
  readonly nextCursor: string | null;
  /** Where the page before starts; null for the first page. */
  readonly previousCursor: string | null;
  /** How many rows match in all; only with `includeTotal`. */
  readonly total?: number;
}

/** A row of a List: the fields asked for, and what is included. */
export type ListRecord<Model, Fields extends FieldNameOf<Model>, Include> = ([FieldNameOf<Model>] extends [Fields]
  ? Infer<Model>
  : Pick<Infer<Model>, Fields & keyof Infer<Model>>) &
  (Include extends readonly [] ? unknown : IncludedRows<Model, Include>);

/** What an Upsert is given. */
export interface UpsertInput<Model> {
  /** The unique key that tells whether the row is there. */
  readonly where: Partial<InferInsert<Model>>;
  /** The rest of a new row. */
  readonly create?: Partial<InferInsert<Model>>;
  /** What to change in a row that is there; nothing when absent. */
  readonly update?: InferUpdate<Model>;
  /** The unique key to look at, when it is not all fields of `where`. */
  readonly conflictOn?: readonly FieldNameOf<Model>[];
}

/** What an Upsert gives. */
export interface UpsertOutput<Model> {
  readonly record: Infer<Model>;
  readonly action: "created" | "updated";
}

/**
 * What an Aggregate is given. Its groups and outputs are inferred as they are written, and checked against the model's
 * fields by the intersections.
 */
export interface AggregateCommandInput<
  Model,
  GroupBy extends readonly unknown[] = readonly unknown[],
  Aggregates = unknown,
> extends CountInput<Model> {
  /** What makes a group: fields, or parts of dates (`{ month: { $month: "createdAt" } }`); one group of all when absent. */
  readonly groupBy?: GroupBy & GroupByInput<InferSpecs<Model>>;
  /** What to compute: `{ revenue: { $sum: "total" }, orders: { $count: true } }`. */
  readonly aggregates: Aggregates & AggregatesInput<InferSpecs<Model>>;
  /** The order of the rows before they are grouped: `$first`, `$last` and `$push` follow it. */
  readonly sort?: InferSort<Model>;
  /** Which groups to give. */
  readonly having?: HavingInput<AggregateRowOf<Model, GroupBy, Aggregates>>;
  /** The order, over the outputs. */
  readonly orderBy?: readonly (string | SortKeyInput<string>)[];
  readonly limit?: number;
  readonly offset?: number;
}

/** What an Aggregate is given that says all of it in stages. */
export interface PipelineCommandInput<Model> extends CountInput<Model> {
  /** The stages: `[{ $group: { _id: "$status", orders: { $sum: 1 } } }, { $sort: { orders: -1 } }]`. */
  readonly pipeline: PipelineInput;
}

/**
 * What an Aggregate node is given. A node's parameters are written apart from each other, so its groups and outputs are
 * not inferred: `having` is checked when the workflow runs.
 */
export interface AggregateNodeInput<Model> extends Omit<AggregateCommandInput<Model>, "having" | "aggregates"> {
  readonly aggregates?: AggregatesInput<InferSpecs<Model>>;
  readonly having?: object;
  /** Stages, instead of `aggregates` and what goes with them. */
  readonly pipeline?: PipelineInput;
}

/** What an Aggregate gives. */
export interface AggregateOutput<Row> {
  readonly rows: readonly Row[];
}

/** The row of an aggregation of a model. */
export type AggregateRowOf<Model, GroupBy extends readonly unknown[], Aggregates> = AggregateRow<
  InferSpecs<Model>,
  GroupBy,
  Aggregates
>;

/** How a bulk operation goes through its rows. */
export interface BatchOptions {
  /** How many rows to take from the input at a time, 1 to 100,000; a size that suits the database when absent. */
  readonly batchSize?: number;
  /**
   * Whether all batches are one transaction: either all rows are stored or none. True when absent. With false each batch
   * is a transaction of its own, and those that were stored before a failure stay.
   */
  readonly atomic?: boolean;
  /** What to do with a row in error; `"fail"` when absent. The good rows of its batch are stored all the same. */
  readonly onRowError?: "fail" | "skip" | "collect";
  /** Told after each batch how far the operation has come. */
  readonly onProgress?: (progress: BulkProgress) => void;
}

/** What stops a bulk method between two batches, or while it waits for its source; a node is stopped by the signal of its run. */
export interface SignalOption {
  /** What was done in the transaction that is open then is undone. */
  readonly signal?: AbortSignal;
}

/** What a BulkCreate is given beside the rows. */
export interface BulkCreateOptions<Model> extends BatchOptions {
  /** What to do with a row whose key is taken; `"error"` when absent. */
  readonly conflictResolution?: "error" | "skip" | "upsert";
  /** The unique key by which a row is the same; when absent, the primary key with `"upsert"`, and any unique key with `"skip"`. */
  readonly keyFields?: readonly FieldNameOf<Model>[];
  /** With `"upsert"`: the fields to change in a row that is there; all that the input brings when absent. */
  readonly updateFields?: readonly FieldNameOf<Model>[];
  /** Whether to give the keys of the stored rows. */
  readonly returnIds?: boolean;
}

/** What a BulkUpsert is given beside the rows. */
export interface BulkUpsertOptions<Model> extends BatchOptions {
  /** The unique key by which a row is the same; the primary key when absent. */
  readonly keyFields?: readonly FieldNameOf<Model>[];
  /** The fields to change in a row that is there; all that the input brings when absent. */
  readonly updateFields?: readonly FieldNameOf<Model>[];
}

/** What a BulkUpdate is given: one change for all rows that match, or a change of its own for each row. */
export type BulkUpdateInput<Model> =
  | {
      readonly filter?: InferFilter<Model>;
      readonly update: InferUpdate<Model>;
      /** What `$[name]` in paths of the update stands for. */
      readonly arrayFilters?: readonly UntypedFilter[];
      readonly all?: boolean;
    }
  | ({
      /** Rows with the fields of the key, and with values, update operators or, in versioned models, the version to find. */
      readonly data: RowSource<object>;
      readonly keyFields?: readonly FieldNameOf<Model>[];
    } & BatchOptions);

/** What a BulkDelete is given. */
export type BulkDeleteInput<Model> =
  | { readonly filter?: InferFilter<Model>; readonly all?: boolean }
  | { readonly ids: RowSource<InferKey<Model>>; readonly batchSize?: number };

/** Rows to store, from anywhere. */
export type InsertSource<Model> = RowSource<InferInsert<Model>>;

/** Rows to upsert, from anywhere; what is in `$setOnInsert` is given to new rows only. */
export type UpsertSource<Model> = RowSource<
  InferInsert<Model> | (Partial<InferInsert<Model>> & { readonly $setOnInsert: Partial<InferInsert<Model>> })
>;

/** What a bulk node is given: the rows, its options, and values that fill a field of every row. */
export type BulkNodeInput<Model, Options> = Options & {
  readonly data: RowSource<Partial<InferInsert<Model>>>;
} & Partial<Omit<InferInsert<Model>, keyof Options | "data">>;
