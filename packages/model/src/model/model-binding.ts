import type { MaybePromise, NodeValues, RunContext } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { CursorKey, FilterNode, QueryTable } from "@dataflow/query";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { OperationName, PreparedRows } from "../operation/operation.ts";
import type { OperationEvent } from "../stages/events-stage.ts";
import type { NextStage } from "../stages/stage.ts";

/** What a model needs from the `DataFlow` it belongs to. */
export interface ModelHost {
  readonly connection: Connection;
  /**
   * Resolves when the tables are there; answers at once when they are known to be.
   *
   * @throws MIGRATION.TABLE_OUTDATED when the model cannot work on the table there is
   */
  ready(definition: AnyModelDefinition): MaybePromise<void>;
  /** Who is asking, as said by `withContext` or by the run of a workflow. */
  context(): RunContext;
  /** The binding of a model that another refers to. @throws MODEL.UNKNOWN_MODEL when it is not of this DataFlow. */
  bindingOf(definition: AnyModelDefinition): ModelBinding;
  /** All models of the DataFlow. The same list for as long as none is added. */
  definitions(): readonly AnyModelDefinition[];
  /** Whether reads by key that are called together may share a statement. */
  readonly batchesReads: boolean;
  /** What seals the cursors of lists. */
  readonly cursorKey: CursorKey;
  /** The only folder that files may be in, when one was named. */
  readonly fileFolder?: string;
  /** Told of every operation; absent when nobody listens. */
  readonly onOperation?: (event: OperationEvent) => void;
}

/** A model on a database: what commands, stages and execution work with. */
export interface ModelBinding {
  readonly definition: AnyModelDefinition;
  readonly table: QueryTable;
  readonly host: ModelHost;
  /** The pipeline: the only way to the database. */
  readonly run: NextStage;
  /** Which rows an operation in the present context may see, for models that lead here. */
  readonly visible: () => FilterNode;
  /** Makes new rows ready, for an insert that comes later. */
  readonly prepareRows: (
    input: readonly NodeValues[],
    rowNumber: (index: number) => number,
  ) => MaybePromise<PreparedRows>;
  /** Gives the filter for the row with a key; undefined for values that cannot be in it. Absent without a key. */
  readonly keyFilter?: (values: readonly unknown[]) => FilterNode | undefined;
  /** All field names, in the table's order. */
  readonly allFields: readonly string[];
  /** Only of models that keep an audit log. */
  readonly recorded?: RecordedOperation;
  /** Runs what is undone as a whole when it fails, and then not recorded either. Only inside {@link RecordedOperation}. */
  readonly attempt?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Runs a write, however many runs of the pipeline it takes, in one transaction with one audit record.
 *
 * @param name what was asked for
 * @param body makes the runs, on the binding it is given
 * @returns what the body gives
 */
export type RecordedOperation = <Result>(
  name: OperationName,
  body: (part: ModelBinding) => MaybePromise<Result>,
) => Promise<Result>;

/** Parameters as a command takes them: those of a node, or the arguments of a method under their names. */
export type CommandInput = NodeValues;
