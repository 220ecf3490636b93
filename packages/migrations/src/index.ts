export { applyMigration } from "./apply/apply-migration.ts";
export type { ApplyMigrationOptions, BackfillPace } from "./apply/apply-options.ts";
export type { MigrationProgress } from "./apply/apply-progress.ts";
export type { MigrationOutcome } from "./apply/migration-outcome.ts";
export { type Catalog, type CatalogIndex, indexCatalog, type UnmodelledObject } from "./catalog/catalog.ts";
export { catalogFingerprint } from "./catalog/catalog-fingerprint.ts";
export type { CatalogObject } from "./catalog/catalog-object.ts";
export type { ObjectDefinitions } from "./catalog/object-definitions.ts";
export { displayName, type ObjectId, objectId } from "./catalog/object-id.ts";
export { OBJECT_KINDS, type ObjectKind } from "./catalog/object-kind.ts";
export type { CanHold } from "./diff/can-hold.ts";
export { compareSchemas } from "./diff/compare-schemas.ts";
export type { Renames } from "./diff/rename-objects.ts";
export type {
  ColumnDifference,
  ConstraintDifference,
  DifferenceSeverity,
  SchemaDifference,
  TableDifference,
} from "./diff/schema-difference.ts";
export { type EnsureSchemaResult, ensureSchema } from "./ensure-schema.ts";
export type { EnsureSchemaOptions } from "./ensure-schema-options.ts";
export { migrationErrors } from "./errors/migration-errors.ts";
export {
  type ApplyFilesOptions,
  type ApplyFilesResult,
  applyMigrationFiles,
  type FileState,
  type FileStatus,
  migrationFileStatus,
} from "./files/apply-files.ts";
export { type GeneratedMigration, type GenerateOptions, generateMigration } from "./files/generate-migration.ts";
export { isBookkeeping } from "./history/bookkeeping-names.ts";
export { catalogStamp } from "./introspect/catalog-stamp.ts";
export { readCatalog } from "./introspect/read-catalog.ts";
export type { ReadCatalogOptions } from "./introspect/read-catalog-options.ts";
export type { LockScope } from "./lock/lock-scope.ts";
export type {
  ActiveLock,
  HeldMigrationLock,
  MigrationLock,
  MigrationLockRequest,
} from "./lock/migration-lock.ts";
export { MigrationLockManager } from "./lock/migration-lock-manager.ts";
export type { MigrationStep, OperationKind } from "./operations/migration-step.ts";
export { type ApplyPlanOptions, applyPlan } from "./plan/apply-plan.ts";
export type {
  MigrationPlan,
  PlanCheck,
  PlanSegment,
  PlanStep,
  Refusal,
  RenameQuestion,
} from "./plan/migration-plan.ts";
export type { Plan } from "./plan/plan.ts";
export { planCreation } from "./plan/plan-creation.ts";
export { planMigration } from "./plan/plan-migration.ts";
export type { PlanOptions } from "./plan/plan-options.ts";
export {
  type RegisteredEntry,
  type RegistryEntry,
  readModelRegistry,
  writeModelRegistry,
} from "./registry/model-registry.ts";
export { schemaFingerprint } from "./snapshot/schema-fingerprint.ts";
