import type { Connection } from "@dataflow/database";
import { dataDialect } from "../dialects/data-dialects.ts";
import type { StagingEnvironment } from "../staging/staging-environment.ts";
import { StagingEnvironmentManager } from "../staging/staging-environment-manager.ts";
import type { RunStaging } from "./run-options.ts";

/** A database up to this size is copied whole: then nothing has to be foretold. */
const SMALL_BYTES = 64 * 1024 * 1024;
/** How much of the rows a copy of a larger one gets, in percent. */
const PART = 10;
/** The smaller of two copies has this much of the larger one. */
const SMALLER = 0.4;

/** The copies that a plan is rehearsed on, the smaller first, and how they were made. */
export interface RehearsalStage {
  readonly manager: StagingEnvironmentManager;
  readonly environments: readonly StagingEnvironment[];
}

/** Copies of a database, which go when they are disposed of. */
export interface RehearsalCopies extends RehearsalStage, AsyncDisposable {
  /** Makes the copies anew, where they cannot be what they were; the used ones go. */
  renew(): Promise<RehearsalStage>;
}

/**
 * Makes copies to rehearse on.
 *
 * @param connection the database
 * @param count 1, or 2 of different sizes
 * @param staging where, and from which rows
 * @returns the copies; when one cannot be made, none is left
 */
export async function makeCopies(
  connection: Connection,
  count: 1 | 2,
  staging: RunStaging = {},
): Promise<RehearsalCopies> {
  const { stagingUrl, directory, dataSamplingStrategy, ...request } = staging;
  const manager = new StagingEnvironmentManager(connection, {
    ...(stagingUrl !== undefined && { stagingUrl }),
    ...(directory !== undefined && { directory }),
  });
  const whole = dataSamplingStrategy?.samplePercentage ?? (await percentageOf(connection));
  const parts = count === 1 ? [whole] : [whole * SMALLER, whole];
  const make = async (): Promise<readonly StagingEnvironment[]> => {
    const made: StagingEnvironment[] = [];
    for (const [index, samplePercentage] of parts.entries())
      made.push(
        await manager.createStagingEnvironment({
          ...request,
          environmentName: `rehearsal_${index + 1}`,
          dataSamplingStrategy: { ...dataSamplingStrategy, samplePercentage },
        }),
      );
    return made;
  };
  try {
    const environments = await make();
    const renew = async (): Promise<RehearsalStage> => {
      for (const used of environments) await manager.cleanupStagingEnvironment(used);
      return { manager, environments: await make() };
    };
    return { manager, environments, renew, [Symbol.asyncDispose]: () => manager.close() };
  } catch (error) {
    await manager.close();
    throw error;
  }
}

async function percentageOf(connection: Connection): Promise<number> {
  const sizes = await dataDialect(connection.dialect).tableSizes(connection);
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0) <= SMALL_BYTES ? 100 : PART;
}
