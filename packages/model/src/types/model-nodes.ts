import type { NodeType } from "@dataflow/core";
import type { BulkCreateResult } from "../commands/bulk-create-command.ts";
import type { BulkDeleteResult } from "../commands/bulk-delete-command.ts";
import type { BulkUpdateResult } from "../commands/bulk-update-command.ts";
import type { BulkUpsertResult } from "../commands/bulk-upsert-command.ts";
import type { CountResult } from "../commands/count-command.ts";
import type { Row } from "../operation/operation.ts";
import type { SagaInput, SagaOutput } from "../sagas/saga.ts";
import type { TransactionNodeTypes } from "../transactions/transaction-types.ts";
import type { ExportResult } from "../transfer/export-rows.ts";
import type { ImportResult } from "../transfer/import-rows.ts";
import type {
  AggregateNodeInput,
  AggregateOutput,
  BulkCreateOptions,
  BulkDeleteInput,
  BulkNodeInput,
  BulkUpdateInput,
  BulkUpsertOptions,
  CountInput,
  KeyInput,
  ListInput,
  ListPage,
  ReadOptions,
  UpsertInput,
  UpsertOutput,
  VersionOptions,
} from "./command-types.ts";
import type { Infer, InferInsert, InferKey } from "./infer.ts";
import type { InferFieldUpdates, InferUpdate } from "./infer-query.ts";
import type { Registered, Registry } from "./relation-types.ts";
import type { ExportNodeInput, ImportNodeInput } from "./transfer-types.ts";

/** What a Delete gives. */
export interface DeleteOutput<Model> {
  readonly id: InferKey<Model>;
  readonly deleted: boolean;
}

/** What an Update node is given: the key, and the changes flat or as `fields`. */
export type UpdateNodeInput<Model> = KeyInput<Model> &
  VersionOptions &
  InferFieldUpdates<Model> & { readonly fields?: InferUpdate<Model> };

/** A List node's row: a node's parameters may come from anywhere, so relations are not known to the compiler. */
export type NodeRecord<Model> = Infer<Model>;

/** Node name → what goes in and what comes out, for the nodes of each model. */
export type ModelNodeTypes<Models> = {
  readonly [Name in keyof Models & string as `${Name}CreateNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["create"];
} & {
  readonly [Name in keyof Models & string as `${Name}ReadNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["read"];
} & {
  readonly [Name in keyof Models & string as `${Name}UpdateNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["update"];
} & {
  readonly [Name in keyof Models & string as `${Name}DeleteNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["delete"];
} & {
  readonly [Name in keyof Models & string as `${Name}ListNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["list"];
} & {
  readonly [Name in keyof Models & string as `${Name}CountNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["count"];
} & {
  readonly [Name in keyof Models & string as `${Name}UpsertNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["upsert"];
} & {
  readonly [Name in keyof Models & string as `${Name}AggregateNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["aggregate"];
} & {
  readonly [Name in keyof Models & string as `${Name}BulkCreateNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["bulkCreate"];
} & {
  readonly [Name in keyof Models & string as `${Name}BulkUpdateNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["bulkUpdate"];
} & {
  readonly [Name in keyof Models & string as `${Name}BulkDeleteNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["bulkDelete"];
} & {
  readonly [Name in keyof Models & string as `${Name}BulkUpsertNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["bulkUpsert"];
} & {
  readonly [Name in keyof Models & string as `${Name}ImportNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["import"];
} & {
  readonly [Name in keyof Models & string as `${Name}ExportNode`]: NodeShapes<
    Registered<Models[Name], Registry<Models>>
  >["export"];
} & {
  readonly SqlQueryNode: { readonly input: SqlQueryInput; readonly output: SqlQueryOutput };
  readonly SagaNode: { readonly input: SagaInput; readonly output: SagaOutput };
} & TransactionNodeTypes;

/** What a SqlQueryNode is given. */
export interface SqlQueryInput {
  /** The statement, with the database's own placeholders (`$1` or `?`). Never filled by a connection. */
  readonly sql: string;
  readonly parameters?: readonly unknown[];
}

/** What a SqlQueryNode gives. */
export interface SqlQueryOutput {
  readonly rows: readonly Row[];
  readonly rowCount: number;
}

interface Shape<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** The nodes of one model. An interface, so that each is looked at only when it is asked for. */
export interface NodeShapes<Model> {
  readonly create: Shape<InferInsert<Model>, Infer<Model>>;
  readonly read: Shape<KeyInput<Model> & ReadOptions & Partial<Infer<Model>>, Infer<Model>>;
  readonly update: Shape<UpdateNodeInput<Model>, Infer<Model>>;
  readonly delete: Shape<KeyInput<Model> & VersionOptions & Partial<Infer<Model>>, DeleteOutput<Model>>;
  readonly list: Shape<ListInput<Model>, ListPage<NodeRecord<Model>>>;
  readonly count: Shape<CountInput<Model>, CountResult>;
  readonly upsert: Shape<UpsertInput<Model>, UpsertOutput<Model>>;
  readonly aggregate: Shape<AggregateNodeInput<Model>, AggregateOutput<Row>>;
  readonly bulkCreate: Shape<BulkNodeInput<Model, BulkCreateOptions<Model>>, BulkCreateResult>;
  readonly bulkUpdate: Shape<BulkUpdateInput<Model>, BulkUpdateResult>;
  readonly bulkDelete: Shape<BulkDeleteInput<Model>, BulkDeleteResult>;
  readonly bulkUpsert: Shape<BulkNodeInput<Model, BulkUpsertOptions<Model>>, BulkUpsertResult>;
  readonly import: Shape<ImportNodeInput<Model>, ImportResult>;
  readonly export: Shape<ExportNodeInput<Model>, ExportResult>;
}

type Handle<Shape> = Shape extends { readonly input: infer Input; readonly output: infer Output }
  ? NodeType<Input, Output>
  : never;

/** The node handles of a model: `User.nodes.create`. */
export type ModelNodes<Model> = {
  readonly [Command in keyof NodeShapes<Model>]: Handle<NodeShapes<Model>[Command]>;
};
