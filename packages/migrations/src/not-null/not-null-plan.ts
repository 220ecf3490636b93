import type { Evidence } from "../evidence/evidence.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import type { RiskFactor } from "../risk/risk-assessment.ts";
import type { Addition, ExecutionStrategy, Rehearsal } from "./addition.ts";

/** How a required column will be added, as frozen data that survives JSON. */
export interface NotNullAdditionPlan {
  /** As people write it: `"users.status"`. */
  readonly column: string;
  readonly addition: Addition;
  readonly executionStrategy: ExecutionStrategy;
  /** An upper bound without the waiting for others, from measurements; `"unknown"` when nothing could be measured. */
  readonly estimatedDurationMs: number | "unknown";
  readonly riskAssessment: {
    readonly riskLevel: RiskLevel;
    /** 0 to 100: that of the heaviest factor. */
    readonly score: number;
    readonly riskFactors: readonly RiskFactor[];
  };
  /** In order, with their SQL. */
  readonly steps: readonly PlanStep[];
  readonly rehearsal: Rehearsal;
  readonly evidence: readonly Evidence[];
  /** What `executeNotNullAddition` applies: journaled, locked, and gone on with after an interruption. */
  readonly migration: MigrationPlan;
}

/** What is wrong with an addition. */
export type AdditionIssueCode =
  | "PLAN_OUTDATED"
  | "STATEMENT_REFUSED"
  | "TYPE_REWRITES"
  | "GENERATED_COLUMN_READ"
  | "EXPRESSION_FAILS"
  | "VALUES_MISSING"
  | "LOOKUP_WITHOUT_MATCH"
  | "LOOKUP_AMBIGUOUS"
  | "VALUES_DO_NOT_FIT"
  | "NOT_INSPECTED";

/** One reason why a column cannot be added as planned. */
export interface AdditionIssue {
  readonly code: AdditionIssueCode;
  /** In one sentence with its figures; never a value of a row. */
  readonly message: string;
  /** How to get around it. */
  readonly suggestion: string;
  readonly evidence: readonly Evidence[];
}

/** Whether a column can be added as planned. */
export interface AdditionValidation {
  /** Only when all rows were looked at and nothing was found. */
  readonly isSafe: boolean;
  readonly issues: readonly AdditionIssue[];
  readonly suggestedMitigations: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** What adding a column came to. */
export interface AdditionResult {
  readonly success: true;
  /** `alreadyApplied`: by another process or an earlier call. */
  readonly state: "applied" | "alreadyApplied";
  readonly migrationId?: string;
  readonly executionTimeMs: number;
  /** Rows that were written, by earlier attempts too; 0 where the default made that needless. */
  readonly affectedRows: number;
  readonly isResumed: boolean;
  readonly steps: readonly string[];
}
