/**
 * What a start does not need: the greater half of the package, loaded by the first call that asks for it. It is one module
 * so that the build makes one file of it; a module for each would scatter what they share over dozens of files.
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
