import type { MigrationOutcome } from "../apply/migration-outcome.ts";
import type { ValidationResult } from "../checkpoint/checkpoint.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";
import type { LockMode } from "../effects/lock-mode.ts";
import type { MitigationStrategy } from "../mitigate/mitigation-plan.ts";
import type { PlanRiskAssessment } from "../risk/assess-plan.ts";
import type { RiskAssessment } from "../risk/risk-assessment.ts";
import type { RequirementCheck } from "./business-requirements.ts";
import type { MeasuredBound, PlanRehearsal } from "./plan-rehearsal.ts";
import type { SafetyLevel } from "./safety-level.ts";

/** What is done, in this order; a level leaves some out. */
export const RUN_PHASES = [
  "assess",
  "mitigate",
  "stage",
  "rehearse",
  "requirements",
  "lock",
  "checkpoints",
  "apply",
  "verify",
  "cleanUp",
] as const;

/** One of {@link RUN_PHASES}. */
export type RunPhase = (typeof RUN_PHASES)[number];

/** What became of a phase. */
export interface PhaseReport {
  readonly phase: RunPhase;
  readonly state: "done" | "failed" | "skipped";
  readonly durationMs: number;
  /** In one sentence. */
  readonly detail: string;
}

/** A lock that a step takes on something that was there before. */
export interface LockSpan {
  readonly step: string;
  readonly relation: string;
  readonly lock: LockMode;
  /** From the start of the plan, if every step takes as long as it may. */
  readonly fromMs: number;
  /** To the end of its transaction; `"unknown"` when nobody measured it. */
  readonly forMs: number | "unknown";
}

/** How a plan was made safer. */
export interface RunMitigation {
  readonly strategies: readonly MitigationStrategy[];
  readonly riskAfter: RiskAssessment;
  /** In percent; from the two assessments. */
  readonly riskReduction: number;
  /** What still keeps others waiting, one sentence each. */
  readonly remaining: readonly string[];
}

/** All that happened, as data that survives JSON. */
export interface MigrationRunReport {
  readonly target: string;
  /** The plan that was given. */
  readonly planHash: string;
  /** The plan that was run: another one when it was made safer. */
  readonly appliedHash: string;
  readonly startedAt: string;
  readonly safetyLevel: SafetyLevel;
  readonly neededLevel: SafetyLevel;
  /**
   * `stopped`: nothing was done to schema and rows, because of what was found before. `failed`: it was begun and could not be
   * finished; `rolledBack`: and was taken back.
   */
  readonly state: "applied" | "alreadyApplied" | "stopped" | "failed" | "rolledBack";
  readonly success: boolean;
  /** Why it is not applied. */
  readonly reason?: string;
  readonly phases: readonly PhaseReport[];
  readonly risk: PlanRiskAssessment;
  readonly mitigation?: RunMitigation;
  readonly rehearsal?: PlanRehearsal;
  /** The risk of what was run: after it was made safer, and with what was seen on copies. */
  readonly finalRisk: RiskAssessment;
  readonly requirements: readonly RequirementCheck[];
  /** What depends on the tables that are touched. */
  readonly dependencies: readonly DependencyReport[];
  readonly locks: readonly LockSpan[];
  readonly steps: readonly ({ readonly step: string; readonly sql: readonly string[] } & MeasuredBound)[];
  readonly validation?: Omit<ValidationResult<MigrationOutcome>, "migrationResult">;
  readonly outcome?: MigrationOutcome;
}
