/**
 * All that reads, plans and changes schemas, loaded by the first call that asks for it: a start that finds nothing new
 * needs none of it. It is one module so that the build makes one file of it; a module for each would scatter what they
 * share over dozens of files.
 */

export { applyMigration } from "./apply/apply-migration.ts";
export { executeWithValidation } from "./checkpoint/execute-with-validation.ts";
export { analyzeDependencies } from "./dependencies/analyze-dependencies.ts";
export { findColumn, findTable } from "./dependencies/dependency-subject.ts";
export { analyzeFkImpact } from "./dependencies/foreign-keys/analyze-fk-impact.ts";
export { checkFkRequest } from "./dependencies/foreign-keys/check-fk-request.ts";
export { executeFkSafeMigration } from "./dependencies/foreign-keys/execute-fk-safe-migration.ts";
export { planFkSafeMigration } from "./dependencies/foreign-keys/plan-fk-safe-migration.ts";
export { findDrift } from "./drift/find-drift.ts";
export { patchDrift } from "./drift/patch-drift.ts";
export { settleDrift } from "./drift/settle-drift.ts";
export { predictEffects, predictScript } from "./effects/predict/predict-effects.ts";
export { readPredictionFacts } from "./effects/predict/read-prediction-facts.ts";
export { traceEffects } from "./effects/trace/trace-effects.ts";
export { evolveModels } from "./evolve/evolve-models.ts";
export { answerRename, migrateModels, noteModelsReached, planForModels } from "./evolve/migrate-models.ts";
export {
  countAltered,
  countDuplicates,
  countNulls,
  countOrphans,
  countValues,
  countViolators,
} from "./facts/count-facts.ts";
export { readDatabaseActivity, readTableFacts } from "./facts/read-table-facts.ts";
export { applyMigrationFiles, migrationFileStatus } from "./files/apply-files.ts";
export { generateMigration } from "./files/generate-migration.ts";
export { readSnapshots } from "./history/snapshot-record.ts";
export { catalogStamp } from "./introspect/catalog-stamp.ts";
export { readCatalog } from "./introspect/read-catalog.ts";
export { readActiveLocks } from "./lock/lock-rows.ts";
export { takeMigrationLock, withMigrationLock } from "./lock/with-migration-lock.ts";
export { planMigration } from "./plan/plan-migration.ts";
export { readModelRegistry, writeModelRegistry } from "./registry/model-registry.ts";
export { dropBackups } from "./rollback/drop-backups.ts";
export { rollbackMigration, rollbackToSnapshot } from "./rollback/rollback-migration.ts";
export { startChangeTracking } from "./snapshot/change-tracker.ts";
export { createSchemaSnapshot, snapshotNamed } from "./snapshot/create-schema-snapshot.ts";
export { evolutionReport } from "./snapshot/evolution-report.ts";
export { presentState } from "./snapshot/present-state.ts";
export { verifySchema } from "./verify-schema.ts";
