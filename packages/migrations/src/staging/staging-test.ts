import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ValidatorName } from "../checkpoint/validator-names.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { WorkloadKind } from "./workload.ts";

/** What is tried: a plan, statements, or a program of its own. */
export type StagedMigration = MigrationPlan | readonly string[] | ((connection: Connection) => MaybePromise<unknown>);

/** How a migration is tried on a staging environment. */
export interface StagingTestRequest {
  readonly migrationPlan: StagedMigration;
  /** Whether rows and constraints are compared before and after. Default true. */
  readonly validationChecks?: boolean;
  /** Whether what programs do is measured before and after. Default true. */
  readonly performanceMonitoring?: boolean;
}

/** How long one step took on the staging environment. */
export interface StepDuration {
  readonly step: string;
  readonly durationMs: number;
}

/** One kind of statement of a program, before and after the migration. */
export interface WorkloadComparison {
  readonly table: ObjectId;
  readonly kind: WorkloadKind;
  readonly statement: string;
  /** Medians. */
  readonly beforeMs: number;
  /** Absent when it fails now. */
  readonly afterMs?: number;
  /** After as a part of before; above 1 it is slower now. */
  readonly ratio?: number;
  /** Why a program that still uses it would fail now. */
  readonly errorCode?: string;
}

/** What a migration means for programs, measured. */
export interface PerformanceMetrics {
  readonly workload: readonly WorkloadComparison[];
  /** The largest ratio; absent when nothing could be compared. */
  readonly worstRatio?: number;
  /** Statements of before that fail now. */
  readonly failing: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** What a check says after the migration and did not say before. */
export interface IntegrityCheck {
  readonly validator: ValidatorName;
  readonly newProblems: readonly string[];
  readonly figures: Readonly<Record<string, number | string>>;
}

/** Whether rows are what they were. */
export interface DataIntegrityCheck {
  readonly passed: boolean;
  readonly checks: readonly IntegrityCheck[];
  readonly rowCounts: readonly { readonly table: ObjectId; readonly before: number; readonly after: number | "gone" }[];
}

/** What came of a trial. */
export interface StagingTestResult {
  /** Whether the migration ran to its end, and no check found something that was not there before. */
  readonly success: boolean;
  readonly failureReason?: string;
  readonly durationMs: number;
  readonly steps: readonly StepDuration[];
  readonly performanceMetrics?: PerformanceMetrics;
  readonly dataIntegrityCheck?: DataIntegrityCheck;
}
