/** What applying a plan came to. */
export interface MigrationOutcome {
  /**
   * `applied`: this call did it, or the last part of it. `alreadyApplied`: the database is where the plan leads, by
   * another process or an earlier call.
   */
  readonly state: "applied" | "alreadyApplied";
  /** In history; absent when there was nothing to do. */
  readonly migrationId?: string;
  /** The steps that this call did. */
  readonly steps: readonly string[];
  /** Whether an earlier attempt had begun it. */
  readonly isResumed: boolean;
  /** Another migration that had been interrupted, and was finished first. */
  readonly recovered?: string;
  /** How often the connection was lost and the migration went on. */
  readonly interruptions: number;
}
