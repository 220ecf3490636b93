import type { CatalogObject } from "../catalog/catalog-object.ts";
import type { TableReference } from "../dependencies/base-table.ts";
import type { Dependency } from "../dependencies/dependency.ts";
import type { TableName } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { MigrationPlan, PlanCheck } from "../plan/migration-plan.ts";
import type { RiskLevel } from "../report/risk-level.ts";

/** What is put aside: nothing, the values of the column, or with them those of all other columns. */
export const BACKUP_STRATEGIES = ["NONE", "COLUMN_ONLY", "TABLE_SNAPSHOT"] as const;

/** One of {@link BACKUP_STRATEGIES}. */
export type BackupStrategy = (typeof BACKUP_STRATEGIES)[number];

/**
 * What happens to dependents. `automatic`: those that mean nothing without the column go with it, views are made again by
 * the definitions you give, anything else blocks. `manual`: all of them block. `skip_unsafe`: as `automatic`, but code
 * that the database does not tie to the column stays as it is, and a column that cannot go is skipped without an error.
 */
export const DEPENDENCY_STRATEGIES = ["automatic", "manual", "skip_unsafe"] as const;

/** One of {@link DEPENDENCY_STRATEGIES}. */
export type DependencyStrategy = (typeof DEPENDENCY_STRATEGIES)[number];

/** Which column is to go, and how. */
export interface ColumnRemovalRequest {
  readonly table: TableReference;
  readonly column: string;
  /** Default `"COLUMN_ONLY"`. */
  readonly backupStrategy?: BackupStrategy;
  /** Default `"automatic"`. */
  readonly dependencyResolutionStrategy?: DependencyStrategy;
  /** Whether values are counted and activity is read. Default `true`. */
  readonly includeImpactAnalysis?: boolean;
  /** New queries of views that use the column, by the names of the views: `{ active_users: "SELECT id FROM users" }`. */
  readonly replacements?: Readonly<Record<string, string>>;
  /** The column is hidden under another name for so long, and can come back at once. */
  readonly softDrop?: SoftDrop;
  /** From how many rows on values are copied in parts, while others write. Default 50,000. */
  readonly copyInPartsFrom?: number;
}

/** How long a hidden column stays. */
export interface SoftDrop {
  /** Milliseconds; after them `purgeExpired` removes it. */
  readonly retentionMs: number;
}

/** What becomes of a dependent. */
export interface ResolvedDependency extends Dependency {
  readonly resolution: "goes" | "recreated" | "stays" | "blocks";
  /** Why, in one sentence. */
  readonly reason: string;
}

/** The stages there are, in their order. */
export const REMOVAL_STAGES = ["HIDING", "BACKUP", "REHEARSAL", "REMOVAL"] as const;

/** One of {@link REMOVAL_STAGES}. */
export type RemovalStageName = (typeof REMOVAL_STAGES)[number];

/** A part of a removal. */
export interface RemovalStage {
  readonly stage: RemovalStageName;
  readonly description: string;
  /** Identities of its steps in the migration. */
  readonly steps: readonly string[];
}

/** What the removal means for the rows. */
export interface RemovalImpact {
  readonly rows: number | "unknown";
  /** Rows with a value in the column. */
  readonly values: number | "unknown";
  readonly riskLevel: RiskLevel;
  readonly evidence: readonly Evidence[];
}

/** How a column will be removed, as frozen data that survives JSON. */
export interface ColumnRemovalPlan {
  readonly request: ColumnRemovalRequest;
  /** `"users.legacy"`. */
  readonly column: string;
  readonly table: TableName;
  readonly definition: CatalogObject<"column">["definition"];
  readonly backupStrategy: BackupStrategy;
  readonly dependencies: readonly ResolvedDependency[];
  /** What could not be found out about dependents, one sentence each; each blocks. */
  readonly unknown: readonly string[];
  readonly removalStages: readonly RemovalStage[];
  /** An upper bound without the waiting for others; `"unknown"` when rows could not be counted in time. */
  readonly estimatedDurationMs: number | "unknown";
  /** Absent when it was not wanted. */
  readonly impact?: RemovalImpact;
  /** The name under which the column is hidden, where it is. */
  readonly hiddenAs?: string;
  /** Questions that are asked after a stage. */
  readonly stageChecks: readonly { readonly step: string; readonly check: PlanCheck }[];
  /** What the planner refuses, one sentence each; each blocks. */
  readonly refused: readonly string[];
  /** What `executeSafeRemoval` applies. */
  readonly migration: MigrationPlan;
}

/** Whether a column can be removed as planned. */
export interface RemovalValidation {
  /** Only when nothing blocks and nothing is unknown; warnings do not count. */
  readonly isSafe: boolean;
  readonly blockingDependencies: readonly ResolvedDependency[];
  /** Other reasons why it cannot be done, one sentence each. */
  readonly problems: readonly string[];
  /** What should be known before, one sentence each. */
  readonly warnings: readonly string[];
}

/** How a removal ended. Only with `SUCCESS` is the column gone or hidden. */
export type RemovalState =
  | "SUCCESS"
  | "DEPENDENCY_BLOCKED"
  | "VALIDATION_FAILED"
  | "SKIPPED"
  | "NOT_CONFIRMED"
  | "STOPPED_ON_WARNING"
  | "STAGE_TIMEOUT"
  | "FAILED";

/** What a removal came to. */
export interface RemovalResult {
  readonly result: RemovalState;
  readonly stagesCompleted: readonly RemovalStageName[];
  readonly totalDurationMs: number;
  /** Whether what had been done was taken back. */
  readonly rollbackExecuted: boolean;
  readonly validation: RemovalValidation;
  /** For `rollbackMigration` and `restoreColumn`; absent when nothing was begun. */
  readonly migrationId?: string;
  readonly errorMessage?: string;
}
