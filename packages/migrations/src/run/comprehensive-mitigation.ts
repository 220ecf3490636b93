import type { Connection } from "@dataflow/database";
import { generateMitigationPlan } from "../mitigate/generate-mitigation-plan.ts";
import type { MitigationPlan, MitigationStrategy } from "../mitigate/mitigation-plan.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assessPlan } from "../risk/assess-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { BusinessRequirements, RequirementCheck } from "./business-requirements.ts";
import { assertRequirements, checkRequirements } from "./check-requirements.ts";
import type { CompleteAssessment } from "./complete-assessment.ts";
import type { PlanRehearsal } from "./plan-rehearsal.ts";
import { makeCopies } from "./rehearsal-copies.ts";
import { rehearsePlan } from "./rehearse-plan.ts";
import type { RunStaging } from "./run-options.ts";

/** What `generateComprehensiveMitigationPlan` is asked. */
export interface ComprehensiveMitigationRequest {
  readonly assessment: CompleteAssessment;
  /** What the change may cost; it is compared with what a rehearsal on copies measures. */
  readonly businessRequirements?: BusinessRequirements;
  /** Where copies are made, or `false`: then nothing is tried, and every requirement is unknown. */
  readonly staging?: RunStaging | false;
}

/** How an operation can be done with less risk, and whether that is good enough. */
export interface ComprehensiveMitigationPlan {
  readonly strategies: readonly MitigationStrategy[];
  readonly mitigation: MitigationPlan;
  /** For `applyMigration` or `runMigration`. */
  readonly mitigatedPlan: MigrationPlan;
  readonly rehearsal?: PlanRehearsal;
  readonly requirements: readonly RequirementCheck[];
  /** Whether every requirement holds; `"unknown"` when none is broken and some are unknown. */
  readonly meetsRequirements: boolean | "unknown";
}

/**
 * Finds the safer way for an assessed operation, rehearses it on copies of two sizes, and compares what was measured
 * with what the change may cost. The copies are removed.
 *
 * @param connection the database
 * @param request the assessment and the requirements
 * @returns the strategies, the plan, and what was measured
 * @throws MIGRATION.PLAN_OUTDATED, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.STAGING_FAILED
 */
export async function generateComprehensiveMitigationPlan(
  connection: Connection,
  request: ComprehensiveMitigationRequest,
): Promise<ComprehensiveMitigationPlan> {
  const { assessment, businessRequirements = {}, staging = {} } = request;
  assertRequirements(businessRequirements);
  const { desired } = assessment;
  const assessor = { assessPlan: (plan: MigrationPlan) => assessPlan(connection, plan, { desired }) };
  const mitigation = await generateMitigationPlan(connection, assessor, {
    plan: assessment.plan,
    riskAssessment: assessment.risk,
  });
  const rehearsal = staging === false ? undefined : await rehearsed(connection, mitigation.mitigatedPlan, staging);
  const requirements = checkRequirements(businessRequirements, rehearsal);
  return freezeDeep({
    strategies: mitigation.recommendedStrategies,
    mitigation,
    mitigatedPlan: mitigation.mitigatedPlan,
    ...(rehearsal !== undefined && { rehearsal }),
    requirements,
    meetsRequirements: verdict(requirements),
  });
}

async function rehearsed(connection: Connection, plan: MigrationPlan, staging: RunStaging): Promise<PlanRehearsal> {
  const copies = await makeCopies(connection, 2, staging);
  try {
    return await rehearsePlan(connection, plan, copies);
  } finally {
    await copies[Symbol.asyncDispose]();
  }
}

function verdict(requirements: readonly RequirementCheck[]): boolean | "unknown" {
  if (requirements.some(({ holds }) => holds === false)) return false;
  return requirements.every(({ holds }) => holds === true) || "unknown";
}
