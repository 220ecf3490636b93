import type { NodeType, NodeValues } from "@dataflow/core";
import type { BulkCreateResult } from "../commands/bulk-create-command.ts";
import type { BulkDeleteResult } from "../commands/bulk-delete-command.ts";
import type { BulkUpdateResult } from "../commands/bulk-update-command.ts";
import type { BulkUpsertResult } from "../commands/bulk-upsert-command.ts";
import type { CountResult } from "../commands/count-command.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { RowSource } from "../input/row-batches.ts";
import type { ExportResult } from "../transfer/export-rows.ts";
import type { ImportResult } from "../transfer/import-rows.ts";
import type { AggregateOutput, ListPage } from "../types/command-types.ts";
import type { ExportSink, ImportSource } from "../types/transfer-types.ts";

/** A stored row whose fields the compiler does not know. */
export type DynamicRow = Readonly<Record<string, unknown>>;

/**
 * A model whose fields the compiler does not know: one that was found in a database, or asked for by its name. Its
 * methods are those of `Model`; what they are given is checked when they run.
 */
export interface DynamicModel {
  readonly name: string;
  readonly definition: AnyModelDefinition;
  /** The node types of the model, by what they do. */
  readonly nodes: Readonly<Record<string, NodeType>>;
  create(values: NodeValues): Promise<DynamicRow>;
  read(recordId: unknown, options: NodeValues & { readonly raiseOnNotFound: false }): Promise<DynamicRow | null>;
  read(recordId: unknown, options?: NodeValues): Promise<DynamicRow>;
  update(recordId: unknown, changes: NodeValues, options?: NodeValues): Promise<DynamicRow>;
  delete(recordId: unknown, options?: NodeValues): Promise<DynamicRow>;
  list(input?: NodeValues): Promise<ListPage<DynamicRow>>;
  stream(input?: NodeValues): AsyncIterable<DynamicRow>;
  count(input?: NodeValues): Promise<CountResult>;
  upsert(input: NodeValues): Promise<{ readonly record: DynamicRow; readonly action: "created" | "updated" }>;
  aggregate(input: NodeValues): Promise<AggregateOutput<DynamicRow>>;
  bulkCreate(data: RowSource, options?: NodeValues): Promise<BulkCreateResult>;
  bulkUpdate(input: NodeValues): Promise<BulkUpdateResult>;
  bulkDelete(input: NodeValues): Promise<BulkDeleteResult>;
  bulkUpsert(data: RowSource, options?: NodeValues): Promise<BulkUpsertResult>;
  import(source: ImportSource, options?: NodeValues): Promise<ImportResult>;
  export(sink: ExportSink, options?: NodeValues): Promise<ExportResult>;
}

/**
 * Forgets what the compiler knows of a model's fields.
 *
 * @param model a model
 * @returns the same model
 */
export function dynamicModel(model: { readonly definition: AnyModelDefinition }): DynamicModel {
  return model as DynamicModel; // every method checks what it is given when it runs
}
