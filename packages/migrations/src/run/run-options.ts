import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { resolveApplyOptions } from "../apply/apply-options.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import type { StagingOptions, StagingRequest } from "../staging/staging-request.ts";
import type { BusinessRequirements } from "./business-requirements.ts";
import { assertRequirements } from "./check-requirements.ts";
import type { PhaseReport } from "./run-report.ts";
import type { SafetyLevel } from "./safety-level.ts";

/** Where and from which rows copies are made. Without a strategy a small database is copied whole, a large one in part. */
export interface RunStaging extends StagingOptions, Omit<StagingRequest, "environmentName" | "signal"> {}

/** How a plan is run. */
export interface RunMigrationOptions {
  /** Default: what the risk needs. Less is refused. */
  readonly safetyLevel?: SafetyLevel;
  /** The catalog that the plan leads to; with it more can be found out before. */
  readonly desired?: Catalog;
  /** What it may cost. Where a requirement does not hold, or nobody can say, the database is left alone. */
  readonly businessRequirements?: BusinessRequirements;
  readonly staging?: RunStaging;
  /** What is checked before, during and after, at the levels 2 and 3. */
  readonly checkpoints?: readonly Checkpoint[];
  readonly apply?: Omit<ApplyMigrationOptions, "signal">;
  /** Told when a phase has ended. */
  readonly onPhase?: (phase: PhaseReport) => void;
}

const NAMES: readonly string[] = [
  "safetyLevel",
  "desired",
  "businessRequirements",
  "staging",
  "checkpoints",
  "apply",
  "onPhase",
] satisfies (keyof RunMigrationOptions)[];

/** What is checked when nobody says otherwise. */
export const DEFAULT_CHECKPOINTS: readonly Checkpoint[] = [
  { stage: "pre_migration", validators: ["schema_integrity", "foreign_key_consistency", "performance_baseline"] },
  { stage: "during_migration", validators: ["transaction_health", "connection_stability"] },
  { stage: "post_migration", validators: ["schema_validation", "data_integrity", "constraint_validation"] },
];

/** Checks the options. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function assertRunOptions(options: RunMigrationOptions): void {
  checkOptionNames("runMigration", options, NAMES);
  const { safetyLevel, onPhase } = options;
  // A program without types may pass anything.
  if (safetyLevel !== undefined && ![1, 2, 3].includes(safetyLevel))
    throw invalidOption("runMigration", "safetyLevel", "give 1, 2 or 3");
  if (onPhase !== undefined && typeof onPhase !== "function")
    throw invalidOption("runMigration", "onPhase", "give a function");
  assertRequirements(options.businessRequirements ?? {});
  resolveApplyOptions(options.apply ?? {});
}
