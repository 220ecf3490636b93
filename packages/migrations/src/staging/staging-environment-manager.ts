import { type Connection, connect } from "@dataflow/database";
import { checkOptionNames } from "../errors/option-names.ts";
import { createEnvironment, type OwnedEnvironment, type StagingHome } from "./create-environment.ts";
import { type RemovedOrphan, removeOrphans } from "./remove-orphans.ts";
import { invalidStagingOption, resolveStagingRequest } from "./resolve-staging-request.ts";
import type { StagingEnvironment } from "./staging-environment.ts";
import { stagingGone } from "./staging-errors.ts";
import type { StagingOptions, StagingRequest } from "./staging-request.ts";

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
    const resolved = resolveStagingRequest(request);
    await removeOrphans(this.#place);
    const owned = await createEnvironment(this.#place, resolved);
    this.#owned.set(owned.environment, owned);
    return owned.environment;
  }

  /**
   * Removes an environment, also while somebody works on it. A second call does nothing.
   *
   * @param environment one of this manager
   * @throws MIGRATION.STAGING_GONE when another manager made it
   */
  async cleanupStagingEnvironment(environment: StagingEnvironment): Promise<void> {
    if (!this.#owned.has(environment)) throw stagingGone(environment.environmentName);
    await environment[Symbol.asyncDispose]();
  }

  /**
   * Removes environments whose owner ended without doing so: its process was killed, or its server.
   *
   * @returns what was found
   */
  cleanupOrphans(): Promise<readonly RemovedOrphan[]> {
    return removeOrphans(this.#place);
  }
}
