export type { AuditKey, AuditKeyValue, AuditLog, AuditRecord } from "./audit/audit-record.ts";
export type { LeftOut } from "./commands/batch-parameters.ts";
export type { BulkCreateResult } from "./commands/bulk-create-command.ts";
export type { BulkDeleteResult } from "./commands/bulk-delete-command.ts";
export type { BulkUpdateResult } from "./commands/bulk-update-command.ts";
export type { BulkUpsertResult } from "./commands/bulk-upsert-command.ts";
export type { CountResult } from "./commands/count-command.ts";

export type { RowError } from "./commands/row-error.ts";
export type { BulkProgress } from "./commands/run-batches.ts";

export type { BoundModels, SourceTypes } from "./dataflow/bound-models.ts";
export { DataFlow } from "./dataflow/dataflow.ts";

export type { DataFlowOptions, ModelMap } from "./dataflow/dataflow-options.ts";
export { MigrationFiles } from "./dataflow/migration-files.ts";
export { ModelMigrations } from "./dataflow/model-migrations.ts";
export { defineModel } from "./definition/define-model.ts";
export type {
  AnyField,
  AnyTraits,
  Field,
  FieldMap,
  FieldTraits,
  FieldTypes,
  ModelReference,
  ReferenceTypes,
} from "./definition/field.ts";
export type {
  FieldDeclaration,
  FieldDefault,
  FieldReference,
  ReferenceOptions,
} from "./definition/field-declaration.ts";
export { type ElementField, field, isField } from "./definition/field-kinds.ts";
export type { PlainField } from "./definition/make-field.ts";
export type {
  AnyModelDefinition,
  FoundTable,
  ManagedFields,
  ModelDefinition,
  ModelLike,
  ModelTypes,
  ResolvedModelOptions,
  ResolvedReference,
  StrictModelOptions,
} from "./definition/model-definition.ts";
export type { ModelField } from "./definition/model-field.ts";
export type {
  DefaultModelOptions,
  IndexField,
  ManagedFieldName,
  ModelIndex,
  ModelOptions,
} from "./definition/model-options.ts";
export { isModelDefinition } from "./definition/resolve-references.ts";
export type { DrizzleTableOf } from "./dialects/drizzle-types.ts";
export type {
  DiscoveredColumn,
  DiscoveredForeignKey,
  DiscoveredIndex,
  DiscoveredKey,
  DiscoveredRelationship,
  DiscoveredSchema,
  DiscoveredTable,
} from "./discovery/discovered-table.ts";
export type { DiscoveryOptions, RegistrationOptions } from "./discovery/discovery-options.ts";
export type { DynamicModel, DynamicRow } from "./discovery/dynamic-model.ts";
export type { GeneratedNodes, RegisteredModels } from "./discovery/existing-database.ts";
export type { DriftAdoption, ModelDrift, ModelDriftReport } from "./drift/drift-adoption.ts";
export { modelErrors } from "./errors/model-errors.ts";
export type { RowSource } from "./input/row-batches.ts";
export { Model } from "./model/model.ts";
export { camelCase, snakeCase } from "./naming/snake-case.ts";
export { modelNameOf, tableNameOf } from "./naming/table-name.ts";
export type { OperationName, Row } from "./operation/operation.ts";
export type { RemoveSagasOptions, SagaInput, SagaOutput, SagaStatus, SagaStep, UnfinishedSaga } from "./sagas/saga.ts";
export type { Sagas } from "./sagas/sagas.ts";
export type { OperationEvent } from "./stages/events-stage.ts";
export { definitionFromDrizzle } from "./table/definition-from-drizzle.ts";
export { drizzleTable } from "./table/drizzle-table.ts";
export type {
  DrizzleColumn,
  DrizzleTable,
  FieldsFromDrizzle,
  ModelFromDrizzle,
  OptionsFromDrizzle,
} from "./table/model-from-drizzle.ts";
export type { TransactionNodes } from "./transactions/transaction-nodes.ts";
export type {
  TransactionCommitInput,
  TransactionCommitOutput,
  TransactionNodeTypes,
  TransactionRollbackInput,
  TransactionRollbackOutput,
  TransactionRollbackToSavepointInput,
  TransactionSavepointInput,
  TransactionSavepointOutput,
  TransactionScopeInput,
  TransactionScopeOutput,
} from "./transactions/transaction-types.ts";
export type { ExportResult } from "./transfer/export-rows.ts";
export type { ImportResult } from "./transfer/import-rows.ts";
export type { Chunks } from "./transfer/read-rows.ts";
export type { TransferFormat } from "./transfer/transfer-format.ts";
export type {
  AggregateCommandInput,
  AggregateNodeInput,
  AggregateOutput,
  AggregateRowOf,
  BatchOptions,
  BulkCreateOptions,
  BulkDeleteInput,
  BulkNodeInput,
  BulkUpdateInput,
  BulkUpsertOptions,
  CountInput,
  InsertSource,
  KeyInput,
  ListInput,
  ListPage,
  ListRecord,
  PipelineCommandInput,
  ReadOptions,
  SignalOption,
  StreamInput,
  UpsertInput,
  UpsertOutput,
  UpsertSource,
  VersionOptions,
} from "./types/command-types.ts";
export type {
  IncludedRow,
  IncludedRows,
  IncludeInput,
  ManyInclude,
  OneInclude,
  OpenInclude,
} from "./types/include-types.ts";
export type { Infer, InferInsert, InferKey, InsertOf, KeyOf, RowOf } from "./types/infer.ts";
export type {
  FieldNameOf,
  InferAggregate,
  InferFieldUpdates,
  InferFilter,
  InferSort,
  InferSpecs,
  InferUpdate,
  OpenFilter,
  OpenRelationFilters,
  UpdateOf,
} from "./types/infer-query.ts";
export type { DefinitionOf, KeyNames, ManagedNames, SpecsOf, TypesOf, ValueOf } from "./types/model-fields.ts";
export type {
  DeleteOutput,
  ModelNodes,
  ModelNodeTypes,
  NodeShapes,
  SqlQueryInput,
  SqlQueryOutput,
  UpdateNodeInput,
} from "./types/model-nodes.ts";
export type { IsClosed, Registered, Registry, RegistryOf, RelationsOf, ToMany, ToOne } from "./types/relation-types.ts";
export type {
  ExportNodeInput,
  ExportOptions,
  ExportSink,
  ImportNodeInput,
  ImportOptions,
  ImportSource,
} from "./types/transfer-types.ts";
