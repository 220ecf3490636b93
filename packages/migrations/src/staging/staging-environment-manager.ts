import { type Connection, connect } from "@dataflow/database";
import type { StatementEffects } from "../effects/statement-effects.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import type { PlanStep } from "../plan/migration-plan.ts";
import type { OwnedEnvironment, StagingHome } from "./create-environment.ts";
import type { DurationBound } from "./duration/bound-duration.ts";
import type { MeasureStepOptions, StepMeasurement } from "./duration/measure-step.ts";
import type { RemovedOrphan } from "./remove-orphans.ts";
import { invalidStagingOption, resolveStagingRequest } from "./resolve-staging-request.ts";
import type { StagingEnvironment } from "./staging-environment.ts";
import { stagingGone } from "./staging-errors.ts";
import type { StagingOptions, StagingRequest } from "./staging-request.ts";
import type { StagingTestRequest, StagingTestResult } from "./staging-test.ts";

/** What is known about a step whose duration is estimated. */
export interface EstimateOptions extends MeasureStepOptions {
  /** What it does, foretold or seen: one that touches no rows takes no longer on more of them. */
  readonly effects?: readonly StatementEffects[];
}

/**
 * Makes copies of a database to try migrations on: with its whole schema, a part of its rows in which nothing refers to
 * nothing, and limits that are enforced. They are removed by their owner, by their limits, or by the next one when their
 * owner was killed.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { StagingEnvironmentManager } from "@dataflow/migrations";
 *
 * const production = connect("sqlite::memory:");
 * await production.run("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)");
 * const staging = new StagingEnvironmentManager(production);
 * await using environment = await staging.createStagingEnvironment({
 *   environmentName: "migration_test_001",
 *   dataSamplingStrategy: { strategy: "representative", samplePercentage: 10 },
 *   resourceLimits: { maxStorageGb: 50, maxDurationHours: 2 },
 *   masking: { "users.email": "hash" },
 * });
 * console.log(environment.connectionInfo.databaseUrl, environment.report.rows);
 * ```
 */
export class StagingEnvironmentManager {
  readonly #place: StagingHome;
  readonly #owned = new WeakMap<StagingEnvironment, OwnedEnvironment>();
  readonly #living = new Set<StagingEnvironment>();

  /**
   * @param connection the database to copy, made by `connect`
   * @param options where copies are made
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  constructor(connection: Connection, options: StagingOptions = {}) {
    checkOptionNames("StagingEnvironmentManager", options, [
      "stagingUrl",
      "directory",
    ] satisfies (keyof StagingOptions)[]);
    const home = options.stagingUrl === undefined ? connection : connect(options.stagingUrl);
    if (home.dialect !== connection.dialect)
      throw invalidStagingOption("stagingUrl", `give a database of the kind "${connection.dialect}", as the source is`);
    this.#place = { source: connection, home, directory: options.directory };
  }

  /**
   * Makes an environment, after those that nobody owns any more are removed.
   *
   * @param request its name, which rows it gets, what it may use
   * @returns the environment, with a report of what it holds
   * @throws MIGRATION.STAGING_LIMIT when it needs more than it may use; nothing is left of it
   * @throws MIGRATION.STAGING_FAILED when it cannot be made; nothing is left of it
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.INSIDE_TRANSACTION, MIGRATION.CANCELLED
   */
  async createStagingEnvironment(request: StagingRequest): Promise<StagingEnvironment> {
    const { createEnvironment, removeOrphans } = await import("../on-demand.ts");
    const resolved = resolveStagingRequest(request);
    await removeOrphans(this.#place);
    const owned = await createEnvironment(this.#place, resolved);
    this.#owned.set(owned.environment, owned);
    this.#living.add(owned.environment);
    owned.watch.signal.addEventListener("abort", () => this.#living.delete(owned.environment), { once: true });
    return owned.environment;
  }

  /**
   * Tries a migration: measures what programs do before and after it, and compares rows and constraints. What it changes
   * stays, so a second migration is tried on what the first has left.
   *
   * @param environment one of this manager
   * @param request what to try and what to look at
   * @returns what came of it; a migration that fails is a result, not an error
   * @throws MIGRATION.STAGING_LIMIT when the environment needed more than it may use; it is removed then
   * @throws MIGRATION.STAGING_GONE, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async testMigrationInStaging(
    environment: StagingEnvironment,
    request: StagingTestRequest,
  ): Promise<StagingTestResult> {
    const { testMigration } = await import("../on-demand.ts");
    return testMigration(this.#ownedBy(environment), request);
  }

  /**
   * Measures one step of a plan, and takes it back.
   *
   * @param environment one of this manager, with the schema from before the step
   * @param step the step
   * @param options whether it can be taken back
   * @returns what it took, and on how much
   * @throws DATABASE.* when it cannot be run
   * @throws MIGRATION.STAGING_GONE, MIGRATION.STAGING_LIMIT, MIGRATION.UNKNOWN_OPTION
   */
  async measureStep(
    environment: StagingEnvironment,
    step: PlanStep,
    options: MeasureStepOptions = {},
  ): Promise<StepMeasurement> {
    const { measureStep } = await import("../on-demand.ts");
    const { watch } = this.#ownedBy(environment);
    try {
      return await measureStep(environment.connection, step, options);
    } catch (error) {
      throw watch.reasonOf(error);
    }
  }

  /**
   * Says how long a step can take in the source at most, from what it takes on environments of different sizes and from
   * how earlier bounds held. The bound is noted, to be compared with what the step will take.
   *
   * @param step the step
   * @param environments of this manager, at least two of different sizes, with the schema from before the step
   * @param options whether the step can be taken back, and what is known about its effects
   * @returns the bound, `"unknown"` when the environments do not tell
   * @throws MIGRATION.STAGING_GONE, MIGRATION.STAGING_LIMIT, MIGRATION.UNKNOWN_OPTION
   */
  async estimateDuration(
    step: PlanStep,
    environments: readonly StagingEnvironment[],
    options: EstimateOptions = {},
  ): Promise<DurationBound> {
    const { estimateDuration } = await import("../on-demand.ts");
    const { effects, ...measuring } = options;
    return estimateDuration(this.#place.source, step, {
      environments,
      measure: (environment) => this.measureStep(environment, step, measuring),
      ...(effects !== undefined && { effects }),
    });
  }

  /**
   * Removes an environment, also while somebody works on it. A second call does nothing.
   *
   * @param environment one of this manager
   * @throws MIGRATION.STAGING_GONE when another manager made it
   */
  async cleanupStagingEnvironment(environment: StagingEnvironment): Promise<void> {
    // Again after it is removed already is what a finally does.
    if (!this.#owned.has(environment)) throw stagingGone(environment.environmentName);
    await environment[Symbol.asyncDispose]();
  }

  /**
   * Removes environments whose owner ended without doing so: its process was killed, or its server.
   *
   * @returns what was found
   */
  async cleanupOrphans(): Promise<readonly RemovedOrphan[]> {
    const { removeOrphans } = await import("../on-demand.ts");
    return removeOrphans(this.#place);
  }

  /** Ends the connection to `stagingUrl`; environments that are still there are removed first. */
  async close(): Promise<void> {
    await Promise.all([...this.#living].map((environment) => environment[Symbol.asyncDispose]()));
    if (this.#place.home !== this.#place.source) await this.#place.home.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ownedBy(environment: StagingEnvironment): OwnedEnvironment {
    const owned = this.#owned.get(environment);
    if (owned?.watch.error !== undefined) throw owned.watch.error;
    if (owned === undefined || owned.watch.signal.aborted) throw stagingGone(environment.environmentName);
    return owned;
  }
}
