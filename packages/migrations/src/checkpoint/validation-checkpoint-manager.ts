import type { Connection } from "@dataflow/database";
import type { ValidationRequest, ValidationResult } from "./checkpoint.ts";
import { type CheckpointLimits, resolveLimits } from "./checkpoint-limits.ts";

/**
 * Runs a migration between checks, and takes the database back when one does not pass.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyMigration, planMigration, readCatalog, ValidationCheckpointManager } from "@dataflow/migrations";
 *
 * const [old, wanted] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
 * await wanted.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
 * const plan = await planMigration(await readCatalog(old), await readCatalog(wanted));
 * const { allCheckpointsPassed, failureReason } = await new ValidationCheckpointManager(old).executeWithValidation({
 *   migrationOperation: () => applyMigration(old, plan),
 *   checkpoints: [
 *     { stage: "pre_migration", validators: ["schema_integrity", "foreign_key_consistency"] },
 *     { stage: "post_migration", validators: ["schema_validation", "data_integrity", "constraint_validation"] },
 *   ],
 * });
 * console.log(allCheckpointsPassed, failureReason);
 * await Promise.all([old.close(), wanted.close()]);
 * ```
 */
export class ValidationCheckpointManager {
  readonly #connection: Connection;
  readonly #limits: CheckpointLimits;

  /**
   * @param connection the database
   * @param limits from where on something counts as wrong
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  constructor(connection: Connection, limits: Partial<CheckpointLimits> = {}) {
    this.#connection = connection;
    this.#limits = resolveLimits(limits);
  }

  /**
   * Makes the checks before, runs the migration, makes the checks after. Checks of `during_migration` are made when the
   * migration calls `checkpoint()`, and once right after it.
   *
   * @param request what to do and what to look at
   * @returns what came of it; a check that did not pass is a result, not an error
   * @throws MIGRATION.UNKNOWN_VALIDATOR, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async executeWithValidation<Result>(request: ValidationRequest<Result>): Promise<ValidationResult<Result>> {
    const { executeWithValidation } = await import("../schema-work.ts");
    return executeWithValidation(this.#connection, request, this.#limits);
  }
}
