/**
 * What even a start that changes something does not need: risk, mitigation, staging, removal and renaming, loaded by the
 * first call that asks for it. It is one module for the reason that `schema-work.ts` gives, and brings that along, of which
 * most of it is made: files that only some of the three share would be more files.
 */

export { assessSql } from "./hazards/assess-sql.ts";
export { generateMitigationPlan } from "./mitigate/generate-mitigation-plan.ts";
export { executeNotNullAddition } from "./not-null/execute-not-null-addition.ts";
export { planNotNullAddition } from "./not-null/plan-not-null-addition.ts";
export { validateAdditionSafety } from "./not-null/validate-addition-safety.ts";
export { executeSafeRemoval } from "./removal/execute-safe-removal.ts";
export { planColumnRemoval } from "./removal/plan-column-removal.ts";
export { purgeExpired } from "./removal/purge-expired.ts";
export { restoreColumn } from "./removal/restore-column.ts";
export { restoreTable } from "./removal/restore-table.ts";
export { validateRemovalSafety } from "./removal/validate-removal-safety.ts";
export { analyzeColumnRename, analyzeTableRename } from "./rename/analyze-rename.ts";
export { contractRename } from "./rename/contract-rename.ts";
export { executeRename } from "./rename/execute-rename.ts";
export { planRename } from "./rename/plan-rename.ts";
export { assessPlan } from "./risk/assess-plan.ts";
export { operationTarget } from "./risk/operation-catalog.ts";
export { stepEffects } from "./risk/step-effects.ts";
export { runPredicted } from "./run/careful-run.ts";
export { performCompleteAssessment } from "./run/complete-assessment.ts";
export { generateComprehensiveMitigationPlan } from "./run/comprehensive-mitigation.ts";
export * from "./schema-work.ts";
export { createEnvironment } from "./staging/create-environment.ts";
export { estimateDuration } from "./staging/duration/estimate-duration.ts";
export { measureStep } from "./staging/duration/measure-step.ts";
export { removeOrphans } from "./staging/remove-orphans.ts";
export { testMigration } from "./staging/test-migration.ts";
