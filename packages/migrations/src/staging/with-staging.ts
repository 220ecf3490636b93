import type { MaybePromise } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import type { StagingEnvironment } from "./staging-environment.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";
import type { StagingOptions, StagingRequest } from "./staging-request.ts";

/**
 * Makes a staging environment, runs `body` with it, and removes it, whatever happens.
 *
 * @param connection the database to copy, made by `connect`
 * @param options what to copy, and where
 * @param body what needs the environment
 * @returns what `body` gave
 * @throws MIGRATION.STAGING_LIMIT, MIGRATION.STAGING_FAILED, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { withStaging } from "@dataflow/migrations";
 *
 * const production = connect("sqlite::memory:");
 * await production.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const rows = await withStaging(production, { environmentName: "count" }, async ({ report }) => report.rows);
 * console.log(rows); // 0
 * ```
 */
export async function withStaging<Result>(
  connection: Connection,
  options: StagingRequest & StagingOptions,
  body: (environment: StagingEnvironment, staging: StagingEnvironmentManager) => MaybePromise<Result>,
): Promise<Result> {
  const { stagingUrl, directory, ...request } = options;
  await using staging = new StagingEnvironmentManager(connection, {
    ...(stagingUrl !== undefined && { stagingUrl }),
    ...(directory !== undefined && { directory }),
  });
  await using environment = await staging.createStagingEnvironment(request);
  return await body(environment, staging);
}
