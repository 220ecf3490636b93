import type { MaybePromise } from "@dataflow/core";
import type { SchemaSnapshot } from "../snapshot/schema-snapshot.ts";
import type { ValidatorName, ValidatorSecondName } from "./validator-names.ts";

/** When a checkpoint is passed. */
export type CheckpointStage = "pre_migration" | "during_migration" | "post_migration";

/** Checks that are made together. */
export interface Checkpoint {
  readonly stage: CheckpointStage;
  readonly validators: readonly (ValidatorName | ValidatorSecondName)[];
  /** Whether the migration ends when one of them does not pass. Default true. */
  readonly required?: boolean;
}

/** What a migration under checkpoints is given. */
export interface CheckpointedMigration {
  /** The database as it was before. */
  readonly baseline: SchemaSnapshot;
  /**
   * Makes the checks of `during_migration` now, so between two of its own steps.
   *
   * @throws MIGRATION.CHECKPOINT_FAILED when a required one does not pass
   */
  checkpoint(): Promise<void>;
}

/** What is to be done, and what is to be looked at. */
export interface ValidationRequest<Result> {
  readonly migrationOperation: (migration: CheckpointedMigration) => MaybePromise<Result>;
  readonly checkpoints: readonly Checkpoint[];
  /** Whether the database is taken back to where it was when a required check does not pass. Default true. */
  readonly rollbackOnFailure?: boolean;
  /** Whether the figures of checks that passed are reported, too. Default false. */
  readonly detailedReporting?: boolean;
}

/** What a check came to. */
export interface CheckpointResult {
  readonly stage: CheckpointStage;
  readonly validator: ValidatorName;
  readonly required: boolean;
  readonly passed: boolean;
  readonly problems: readonly string[];
  /** What was measured; of a check that passed only with `detailedReporting`. */
  readonly figures?: Readonly<Record<string, number | string>>;
  readonly question: string;
  readonly durationMs: number;
}

/** What a migration under checkpoints came to. */
export interface ValidationResult<Result> {
  /** Whether the migration was done and every required check passed. */
  readonly allCheckpointsPassed: boolean;
  readonly checkpointResults: readonly CheckpointResult[];
  /** `"post_migration: data_integrity"`, or `"migration_operation"` when the migration itself failed. */
  readonly failedCheckpoint?: string;
  readonly failureReason?: string;
  /** Whether the database is what it was, definitions and rows, as a new look at it says. */
  readonly rollbackCompleted: boolean;
  /** Why it is not, when a rollback was wanted. */
  readonly rollbackProblem?: string;
  /** What the migration gave; absent when it failed. */
  readonly migrationResult?: Result;
}
