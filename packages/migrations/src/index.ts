export type { ApplyMigrationOptions, BackfillPace } from "./apply/apply-options.ts";
export type { MigrationProgress } from "./apply/apply-progress.ts";
export type { MigrationOutcome } from "./apply/migration-outcome.ts";
export { type Catalog, type CatalogIndex, indexCatalog, type UnmodelledObject } from "./catalog/catalog.ts";
export { catalogFingerprint } from "./catalog/catalog-fingerprint.ts";
export type { CatalogObject } from "./catalog/catalog-object.ts";
export type { ObjectDefinitions } from "./catalog/object-definitions.ts";
export { displayName, type ObjectId, objectId } from "./catalog/object-id.ts";
export { OBJECT_KINDS, type ObjectKind } from "./catalog/object-kind.ts";
export type {
  Checkpoint,
  CheckpointedMigration,
  CheckpointResult,
  CheckpointStage,
  ValidationRequest,
  ValidationResult,
} from "./checkpoint/checkpoint.ts";
export type { CheckpointLimits } from "./checkpoint/checkpoint-limits.ts";
export { ValidationCheckpointManager } from "./checkpoint/validation-checkpoint-manager.ts";
export { VALIDATOR_NAMES, type ValidatorName, type ValidatorSecondName } from "./checkpoint/validator-names.ts";
export type { TableReference } from "./dependencies/base-table.ts";
export type { Dependency, DependencyKind, DependencyReport } from "./dependencies/dependency.ts";
export { DEPENDENCY_KINDS } from "./dependencies/dependency.ts";
export { DependencyAnalyzer } from "./dependencies/dependency-analyzer.ts";
export type { ColumnSubject, TableSubject } from "./dependencies/dependency-subject.ts";
export type { FkSafeResult } from "./dependencies/foreign-keys/execute-fk-safe-migration.ts";
export {
  type AffectedConstraint,
  type CascadeOperation,
  type DeletedRows,
  FK_OPERATIONS,
  type FkImpact,
  type FkImpactRequest,
  type FkOperation,
} from "./dependencies/foreign-keys/fk-impact.ts";
export { FK_STRATEGIES, type FkStrategy } from "./dependencies/foreign-keys/fk-strategy.ts";
export { ForeignKeyAnalyzer } from "./dependencies/foreign-keys/foreign-key-analyzer.ts";
export type {
  FkSafePlan,
  FkSafePlanOptions,
} from "./dependencies/foreign-keys/plan-fk-safe-migration.ts";
export type { RestoreFill } from "./dialects/backup-dialect.ts";
export type { PredictionFacts } from "./dialects/prediction-facts.ts";
export type { CanHold } from "./diff/can-hold.ts";
export { type CatalogDifference, catalogDifference } from "./diff/catalog-difference.ts";
export { compareSchemas } from "./diff/compare-schemas.ts";
export type { Renames } from "./diff/rename-objects.ts";
export type {
  ColumnDifference,
  ConstraintDifference,
  DifferenceSeverity,
  SchemaDifference,
  TableDifference,
} from "./diff/schema-difference.ts";
export type {
  Drift,
  DriftBeginning,
  DriftChange,
  DriftDifference,
  DriftPatch,
  DriftReport,
  IgnoredDrift,
} from "./drift/drift.ts";
export type { DriftPatchResult, PatchDriftOptions } from "./drift/patch-drift.ts";
export type { DriftAnswer } from "./drift/settle-drift.ts";
export { compareEffects, type EffectDisagreement } from "./effects/compare-effects.ts";
export { blocksReads, blocksWrites, LOCK_MODES, type LockMode, strongerLock } from "./effects/lock-mode.ts";
export type { AffectedRelation, RelationEffect, StatementEffects } from "./effects/statement-effects.ts";
export type { HeldLocks, TracedEffects } from "./effects/trace/traced-effects.ts";
export { catalogStamp, readCatalog, verifySchema } from "./entry/catalogs.ts";
export { answerRename, migrateModels, noteModelsReached, planForModels } from "./entry/declared-models.ts";
export { findDrift, patchDrift, settleDrift } from "./entry/drift.ts";
export { predictEffects, predictScript, readPredictionFacts, traceEffects } from "./entry/effects.ts";
export { assessSql } from "./entry/hazards.ts";
export { applyMigrationFiles, generateMigration, migrationFileStatus } from "./entry/migration-files.ts";
export { readModelRegistry, writeModelRegistry } from "./entry/model-registry.ts";
export {
  countAltered,
  countDuplicates,
  countNulls,
  countOrphans,
  countValues,
  countViolators,
} from "./entry/row-counts.ts";
export { applyMigration, dropBackups, planMigration, rollbackMigration } from "./entry/schema-changes.ts";
export { readDatabaseActivity, readTableFacts } from "./entry/table-facts.ts";
export { migrationErrors } from "./errors/migration-errors.ts";
export type { Evidence, EvidenceSource } from "./evidence/evidence.ts";
export type { Terminal } from "./evolve/confirm-migration.ts";
export type { EvolveOptions } from "./evolve/evolve-options.ts";
export { type Evolution, evolveSchema } from "./evolve/evolve-schema.ts";
export type { DeclaredModels, MigrateResult, ModelsPlan, RenameAnswer } from "./evolve/migrate-models.ts";
export type { MigrateOptions } from "./evolve/migrate-options.ts";
export type { OutdatedTable } from "./evolve/model-state.ts";
export type { RenameHint } from "./evolve/rename-hint.ts";
export type {
  CountedKey,
  CountedReference,
  CountedTypeChange,
  CountLimits,
  TypeChangeFacts,
} from "./facts/count-facts.ts";
export type { Figure } from "./facts/figure.ts";
export type { DatabaseActivity, TableActivity, TableFacts } from "./facts/table-facts.ts";
export type { ApplyFilesOptions, ApplyFilesResult, FileState, FileStatus } from "./files/apply-files.ts";
export type { GeneratedMigration, GenerateOptions } from "./files/generate-migration.ts";
export type { AssessSqlOptions } from "./hazards/assess-options.ts";
export type { SkippedPart } from "./hazards/migration-sections.ts";
export type {
  AssessedSqlStatement,
  DismissedFinding,
  ExpiredSuppression,
  Finding,
  SqlAssessment,
  SuppressedFinding,
} from "./hazards/sql-assessment.ts";
export type { BackupRecord } from "./history/backup-record.ts";
export { isBookkeeping } from "./history/bookkeeping-names.ts";
export type { ReadCatalogOptions } from "./introspect/read-catalog-options.ts";
export type { LockScope } from "./lock/lock-scope.ts";
export type {
  ActiveLock,
  HeldMigrationLock,
  MigrationLock,
  MigrationLockRequest,
} from "./lock/migration-lock.ts";
export { MigrationLockManager } from "./lock/migration-lock-manager.ts";
export type { PlanAssessor, StepwiseAssessment } from "./mitigate/generate-mitigation-plan.ts";
export { MITIGATION_CATEGORIES, type MitigationCategory } from "./mitigate/mitigation-category.ts";
export type {
  ImplementationStep,
  MitigationPlan,
  MitigationStrategy,
  NeedlessMitigation,
} from "./mitigate/mitigation-plan.ts";
export type { MitigationRequest, OperationContext } from "./mitigate/mitigation-request.ts";
export { MitigationStrategyEngine } from "./mitigate/mitigation-strategy-engine.ts";
export type { Addition, ExecutionStrategy, FillInspection, Refused, Rehearsal } from "./not-null/addition.ts";
export type { ColumnFill, LookupSource } from "./not-null/column-fill.ts";
export type { ExecuteAdditionOptions } from "./not-null/execute-not-null-addition.ts";
export {
  DEFAULT_TYPES,
  type DefaultType,
  type FillCase,
  type FillLookup,
  type FillResult,
  type FillSequence,
  type FillValue,
  type NotNullColumn,
} from "./not-null/not-null-column.ts";
export { NotNullColumnHandler } from "./not-null/not-null-column-handler.ts";
export type {
  AdditionIssue,
  AdditionIssueCode,
  AdditionResult,
  AdditionValidation,
  NotNullAdditionPlan,
} from "./not-null/not-null-plan.ts";
export type { ValidateAdditionOptions } from "./not-null/validate-addition-safety.ts";
export type { MigrationStep, OperationKind } from "./operations/migration-step.ts";
export type {
  MigrationPlan,
  PlanCheck,
  PlanSegment,
  PlanStep,
  Refusal,
  RenameQuestion,
} from "./plan/migration-plan.ts";
export type { PlanOptions } from "./plan/plan-options.ts";
export type { StepBackup } from "./plan/step-backup.ts";
export type { RegisteredEntry, RegistryEntry } from "./registry/model-registry.ts";
export { ColumnRemovalManager } from "./removal/column-removal-manager.ts";
export type { ExecuteRemovalOptions } from "./removal/execute-safe-removal.ts";
export { isHiddenColumn } from "./removal/hidden-column.ts";
export type { PurgedColumn, PurgeOptions } from "./removal/purge-expired.ts";
export {
  BACKUP_STRATEGIES,
  type BackupStrategy,
  type ColumnRemovalPlan,
  type ColumnRemovalRequest,
  DEPENDENCY_STRATEGIES,
  type DependencyStrategy,
  REMOVAL_STAGES,
  type RemovalImpact,
  type RemovalResult,
  type RemovalStage,
  type RemovalStageName,
  type RemovalState,
  type RemovalValidation,
  type ResolvedDependency,
  type SoftDrop,
} from "./removal/removal-plan.ts";
export type { RestoreColumnRequest, RestoredColumn } from "./removal/restore-column.ts";
export type { RestoredTable, RestoreTableRequest } from "./removal/restore-table.ts";
export type { ContractOptions, ContractResult } from "./rename/contract-rename.ts";
export type { RenameBackup, RenameResult } from "./rename/execute-rename.ts";
export type { RenamePlan, RenamePlanOptions } from "./rename/plan-rename.ts";
export type { RenameImpact } from "./rename/rename-impact.ts";
export type { ColumnRenameRequest, TableRenameRequest } from "./rename/rename-request.ts";
export type { RenameNames } from "./rename/renamed-catalog.ts";
export type { LeftFunction } from "./rename/rewritten-functions.ts";
export { TableRenameAnalyzer } from "./rename/table-rename-analyzer.ts";
export type { MigrationPreview, PreviewQuestion, PreviewRefusal, PreviewStep } from "./report/migration-preview.ts";
export { renderPreview } from "./report/render-preview.ts";
export { RISK_LEVELS, type RiskLevel } from "./report/risk-level.ts";
export type { AssessPlanOptions, PlanRiskAssessment, StepRiskAssessment } from "./risk/assess-plan.ts";
export {
  type CategoryRisk,
  RISK_CATEGORIES,
  type RiskAssessment,
  type RiskCategory,
  type RiskFactor,
} from "./risk/risk-assessment.ts";
export { RiskAssessmentEngine } from "./risk/risk-assessment-engine.ts";
export {
  type OperationDetails,
  type OperationRiskRequest,
  RISK_OPERATIONS,
  type RiskOperationType,
} from "./risk/risk-operation.ts";
export type { DropBackupsOptions } from "./rollback/drop-backups.ts";
export type { RestoredData } from "./rollback/restored-data.ts";
export type { PendingColumn, RollbackResult } from "./rollback/rollback-migration.ts";
export type { RollbackOptions } from "./rollback/rollback-options.ts";
export type { BusinessRequirements, RequirementCheck } from "./run/business-requirements.ts";
export type { CompleteAssessment, CompleteAssessmentRequest } from "./run/complete-assessment.ts";
export type { ComprehensiveMitigationPlan, ComprehensiveMitigationRequest } from "./run/comprehensive-mitigation.ts";
export type { EffectComparison, StepDisagreement } from "./run/effect-comparison.ts";
export { IntegratedRiskAssessmentSystem } from "./run/integrated-risk-assessment-system.ts";
export { renderRunPage } from "./run/page/render-run-page.ts";
export type { MeasuredBound, PlanRehearsal } from "./run/plan-rehearsal.ts";
export { renderRunReport } from "./run/render-run-report.ts";
export { runMigration } from "./run/run-migration.ts";
export type { RunMigrationOptions, RunStaging } from "./run/run-options.ts";
export {
  type LockSpan,
  type MigrationRunReport,
  type PhaseReport,
  RUN_PHASES,
  type RunMitigation,
  type RunPhase,
} from "./run/run-report.ts";
export type { SafetyLevel } from "./run/safety-level.ts";
export type {
  ChangeTracker,
  ChangeTrackingOptions,
  PerformanceImpact,
  TrackedChanges,
} from "./snapshot/change-tracker.ts";
export type { EvolutionReport, ImpactLevel, SchemaChange } from "./snapshot/evolution-report.ts";
export { schemaFingerprint } from "./snapshot/schema-fingerprint.ts";
export type {
  ConstraintFinding,
  SchemaSnapshot,
  SnapshotOptions,
  SnapshotSummary,
  TableStatistics,
} from "./snapshot/schema-snapshot.ts";
export { type EvolutionReportOptions, SchemaStateManager } from "./snapshot/schema-state-manager.ts";
export type { TableChecksum } from "./snapshot/table-checksum.ts";
export { type ParsedStatement, parseSql } from "./sql/parse-sql.ts";
export { boundDuration, type DurationBound, type DurationFacts } from "./staging/duration/bound-duration.ts";
export type { MeasureStepOptions, StepMeasurement } from "./staging/duration/measure-step.ts";
export type { RemovedOrphan } from "./staging/remove-orphans.ts";
export type {
  StagedTableReport,
  StagingConnectionInfo,
  StagingEnvironment,
  StagingReport,
} from "./staging/staging-environment.ts";
export { type EstimateOptions, StagingEnvironmentManager } from "./staging/staging-environment-manager.ts";
export type {
  DataSamplingStrategy,
  Mask,
  Masking,
  ResourceLimits,
  SamplingStrategy,
  StagingOptions,
  StagingRequest,
} from "./staging/staging-request.ts";
export type {
  DataIntegrityCheck,
  IntegrityCheck,
  PerformanceMetrics,
  StagedMigration,
  StagingTestRequest,
  StagingTestResult,
  StepDuration,
  WorkloadComparison,
} from "./staging/staging-test.ts";
export { withStaging } from "./staging/with-staging.ts";
export type { WorkloadKind } from "./staging/workload.ts";
