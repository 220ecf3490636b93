import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { RiskAssessment } from "../risk/risk-assessment.ts";
import type { MitigationCategory } from "./mitigation-category.ts";

/** One statement of a safe way. */
export interface ImplementationStep {
  /** What it is for: the identity of the step in the plan. */
  readonly step: string;
  /** What is run; a backfill is its UPDATE with its condition, without the batch. */
  readonly sql: string;
  /** Whether it is a transaction with its neighbours, one by itself, many small ones, or none. */
  readonly transaction: "shared" | "own" | "batches" | "none";
}

/** A way to make a change less risky. */
export interface MitigationStrategy {
  readonly category: MitigationCategory;
  /** The step of the plan that it is for. */
  readonly step: string;
  readonly description: string;
  /** Whether it is in the mitigated plan; what is not has to be done by people. */
  readonly isApplied: boolean;
  /** How much of the risk of this step goes, 0 to 100, from assessing the step both ways; absent for what is not applied. */
  readonly effectivenessScore?: number;
  readonly implementationSteps: readonly ImplementationStep[];
  /** Why it is needed; never empty. */
  readonly evidence: readonly Evidence[];
}

/** A step for which a fact proves that nothing has to be done. */
export interface NeedlessMitigation {
  readonly step: string;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

/** A plan made safer, and what that is worth. */
export interface MitigationPlan {
  readonly recommendedStrategies: readonly MitigationStrategy[];
  /** Leads to the same schema, and is applied by `applyMigration`. */
  readonly mitigatedPlan: MigrationPlan;
  /** How to apply it so that nobody waits long: short lock timeouts and small batches. */
  readonly applyOptions: ApplyMigrationOptions;
  readonly needless: readonly NeedlessMitigation[];
  readonly riskBefore: RiskAssessment;
  /** Of the mitigated plan, found in the same way. */
  readonly riskAfter: RiskAssessment;
  /** In percent of the scores of all categories before; what the two assessments say, never less than 0. */
  readonly estimatedRiskReduction: number;
  /** Steps that still keep others waiting, one sentence each. */
  readonly remaining: readonly string[];
}
