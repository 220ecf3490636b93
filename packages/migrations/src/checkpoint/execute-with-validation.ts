import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import { rollbackToSnapshot } from "../rollback/rollback-migration.ts";
import { createSchemaSnapshot } from "../snapshot/create-schema-snapshot.ts";
import type { SchemaSnapshot } from "../snapshot/schema-snapshot.ts";
import { checkValidationRequest } from "./check-validation-request.ts";
import type { CheckpointResult, CheckpointStage, ValidationRequest, ValidationResult } from "./checkpoint.ts";
import type { CheckpointLimits } from "./checkpoint-limits.ts";
import { runCheckpoints } from "./run-checkpoints.ts";

/** Why a migration under checkpoints ended early. */
interface Failure {
  readonly failedCheckpoint: string;
  readonly failureReason: string;
}

/** Runs a migration between checks. */
export async function executeWithValidation<Result>(
  connection: Connection,
  request: ValidationRequest<Result>,
  limits: CheckpointLimits,
): Promise<ValidationResult<Result>> {
  checkValidationRequest(request);
  const baseline = await createSchemaSnapshot(connection, {
    description: "before a migration under checkpoints",
    includeDataChecksums: true,
    includePerformanceMetrics: true,
  });
  const run = new CheckpointRun(connection, request, { baseline, limits });
  const before = await run.stage("pre_migration");
  // Nothing has happened yet, so there is nothing to take back.
  if (before !== undefined) return run.result({ ...before, rollbackCompleted: false });
  const outcome = await run.migrate();
  const failure = outcome.failure ?? (await run.stage("post_migration"));
  const found = outcome.result === undefined ? {} : { migrationResult: outcome.result };
  if (failure === undefined) return run.result({ ...found, rollbackCompleted: false });
  if (request.rollbackOnFailure === false) return run.result({ ...found, ...failure, rollbackCompleted: false });
  return run.result({ ...found, ...failure, ...(await takeBack(connection, baseline)) });
}

/** One migration on its way through its checkpoints. */
class CheckpointRun<Result> {
  readonly #connection: Connection;
  readonly #request: ValidationRequest<Result>;
  readonly #scene: { readonly baseline: SchemaSnapshot; readonly limits: CheckpointLimits };
  readonly #results: CheckpointResult[] = [];

  constructor(
    connection: Connection,
    request: ValidationRequest<Result>,
    scene: { readonly baseline: SchemaSnapshot; readonly limits: CheckpointLimits },
  ) {
    this.#connection = connection;
    this.#request = request;
    this.#scene = scene;
  }

  /** Makes the checks of a stage. @returns why the migration cannot go on, if it cannot */
  async stage(stage: CheckpointStage): Promise<Failure | undefined> {
    const scene = { connection: this.#connection, ...this.#scene };
    const results = await runCheckpoints(this.#request.checkpoints, stage, scene);
    this.#results.push(...results);
    const failed = results.find(({ required, passed }) => required && !passed);
    if (failed === undefined) return undefined;
    return { failedCheckpoint: `${stage}: ${failed.validator}`, failureReason: failed.problems.join("; ") };
  }

  /** Runs the migration itself, with the checks that belong in it. */
  async migrate(): Promise<{ readonly result?: Result; readonly failure?: Failure }> {
    let stopped: Failure | undefined;
    const checkpoint = async (): Promise<void> => {
      stopped = await this.stage("during_migration");
      if (stopped !== undefined) throw checkpointFailed(stopped);
    };
    try {
      const result = await this.#request.migrationOperation({ baseline: this.#scene.baseline, checkpoint });
      const failure = stopped ?? (await this.stage("during_migration"));
      return { result, ...(failure && { failure }) };
    } catch (error) {
      return { failure: stopped ?? { failedCheckpoint: "migration_operation", failureReason: reasonOf(error) } };
    }
  }

  result(
    end: Partial<Failure> & Pick<ValidationResult<Result>, "rollbackCompleted" | "migrationResult" | "rollbackProblem">,
  ): ValidationResult<Result> {
    const isDetailed = this.#request.detailedReporting === true;
    const checkpointResults = this.#results.map(({ figures, ...result }) =>
      figures !== undefined && (isDetailed || !result.passed) ? { ...result, figures } : result,
    );
    return Object.freeze({ allCheckpointsPassed: end.failedCheckpoint === undefined, checkpointResults, ...end });
  }
}

/** Migrations are taken back with their data; what was changed by hand is as far as definitions go. Then it is compared. */
async function takeBack(connection: Connection, baseline: SchemaSnapshot) {
  try {
    const { success, changedData = [] } = await rollbackToSnapshot(connection, baseline, { allow: "everything" });
    if (success && changedData.length === 0) return { rollbackCompleted: true };
    const what = success
      ? `these rows are not those from before: ${changedData.join(", ")}`
      : "the schema is another one";
    return { rollbackCompleted: false, rollbackProblem: what };
  } catch (error) {
    return { rollbackCompleted: false, rollbackProblem: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (isDataFlowError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : "it threw something that is no error";
}

function checkpointFailed({ failedCheckpoint, failureReason }: Failure): Error {
  return migrationErrors.create("CHECKPOINT_FAILED", {
    message: `The checkpoint "${failedCheckpoint}" did not pass: ${failureReason}`,
    why: "it is required, so the migration must not go on",
    fix: "let this error end the migration; what was done is taken back unless rollbackOnFailure is false",
  });
}
