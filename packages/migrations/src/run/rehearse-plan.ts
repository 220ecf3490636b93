import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { tableKey, tableOfPath } from "../diff/table-name.ts";
import { readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { boundDuration } from "../staging/duration/bound-duration.ts";
import type { StepMeasurement } from "../staging/duration/measure-step.ts";
import type { StagingEnvironment } from "../staging/staging-environment.ts";
import type { StagingEnvironmentManager } from "../staging/staging-environment-manager.ts";
import type { StagingTestResult } from "../staging/staging-test.ts";
import { touchedTables } from "../staging/touched-tables.ts";
import { downtimeBound } from "./downtime-bound.ts";
import type { MeasuredBound, PlanRehearsal } from "./plan-rehearsal.ts";

/** One run of one thing says little of how long the next one takes. */
const SPREAD = 0.5;

/** A step that stands for taking everything back. */
const WAY_BACK = "the way back";

/** The copies that a plan is rehearsed on, the smaller first, and how they were made. */
export interface RehearsalStage {
  readonly manager: StagingEnvironmentManager;
  readonly environments: readonly StagingEnvironment[];
}

interface Trial {
  readonly environment: StagingEnvironment;
  readonly result: StagingTestResult;
  readonly measurements: readonly StepMeasurement[];
  readonly wayBack?: StepMeasurement;
  readonly obstacle?: string;
}

/**
 * Rehearses a plan on copies of the database, there and back again, and says how long it takes in production at most.
 *
 * @param production the database
 * @param plan the plan
 * @param stage the copies
 * @returns what was seen and measured
 */
export async function rehearsePlan(
  production: Connection,
  plan: MigrationPlan,
  stage: RehearsalStage,
): Promise<PlanRehearsal> {
  const trials: Trial[] = [];
  for (const environment of stage.environments) {
    const trial = await rehearseOn(stage.manager, environment, plan);
    trials.push(trial);
    if (!trial.result.success) break;
  }
  const last = trials.at(-1);
  if (last === undefined) throw new TypeError("a rehearsal needs a copy");
  const sizes = await stepBytes(production, plan);
  const steps = plan.segments
    .flatMap((segment) => segment.steps)
    .map(({ id }) => ({ step: id, ...bound(trials, (one) => measurementOf(one, id), sizes.get(id) ?? 0) }));
  const obstacle = trials.find((trial) => trial.obstacle !== undefined)?.obstacle;
  const whole = Math.max(0, ...sizes.values());
  return freezeDeep({
    result: last.result,
    environments: trials.map(({ environment: { environmentId, report } }) => ({ environmentId, report })),
    steps,
    downtime: await downtimeBound(production, plan, steps),
    rollback: {
      ...(obstacle === undefined ? bound(trials, ({ wayBack }) => wayBack, whole) : UNKNOWN),
      ...(obstacle !== undefined && { obstacle }),
    },
  });
}

const UNKNOWN: MeasuredBound = Object.freeze({ boundMs: "unknown", evidence: [] });

function measurementOf({ measurements }: Trial, step: string): StepMeasurement | undefined {
  return measurements.find((one) => one.step === step);
}

function bound(
  trials: readonly Trial[],
  find: (trial: Trial) => StepMeasurement | undefined,
  productionBytes: number,
): MeasuredBound {
  const measurements = trials.flatMap((trial) => find(trial) ?? []);
  const { upperBoundMs, evidence } = boundDuration({ measurements, productionBytes });
  return { boundMs: upperBoundMs, evidence };
}

async function rehearseOn(
  manager: StagingEnvironmentManager,
  environment: StagingEnvironment,
  migrationPlan: MigrationPlan,
): Promise<Trial> {
  const sizes = await stepBytes(environment.connection, migrationPlan);
  const result = await manager.testMigrationInStaging(environment, { migrationPlan });
  const measured = (step: string, durationMs: number, bytes: number): StepMeasurement => {
    const spreadMs = durationMs * SPREAD;
    return { step, durationMs, spreadMs, runs: 1, bytes, pages: 0 };
  };
  const measurements = result.steps.map(({ step, durationMs }) => measured(step, durationMs, sizes.get(step) ?? 0));
  const trial = { environment, result, measurements };
  if (!result.success) return { ...trial, obstacle: "the rehearsal failed, so there was nothing to take back" };
  const startedAt = performance.now();
  const obstacle = await takeBack(environment.connection);
  const wayBack = measured(WAY_BACK, performance.now() - startedAt, Math.max(0, ...sizes.values()));
  return obstacle === undefined ? { ...trial, wayBack } : { ...trial, obstacle };
}

/** @returns why it cannot be taken back, if it cannot */
async function takeBack(connection: Connection): Promise<string | undefined> {
  const last = (await readRecords(connection)).at(-1);
  if (last === undefined) return "the rehearsal left no record of what was done";
  try {
    const { success } = await rollbackMigration(connection, last.id);
    return success ? undefined : "what was taken back is not what it was before";
  } catch (error) {
    if (isDataFlowError(error)) return `it cannot be taken back (${error.code})`;
    throw error;
  }
}

/** The bytes of the tables that each step works on. */
async function stepBytes(connection: Connection, plan: MigrationPlan): Promise<ReadonlyMap<string, number>> {
  const catalog = await readCatalog(connection);
  const objects = indexCatalog(catalog);
  const sizes = new Map(
    (await dataDialect(connection.dialect).tableSizes(connection)).map(({ table, bytes }) => [tableKey(table), bytes]),
  );
  const bytesOf = (id: ObjectId): number => sizes.get(tableKey(tableOfPath(objects.get(id)?.path ?? []))) ?? 0;
  return new Map(
    plan.segments.flatMap(({ steps }) =>
      steps.map((step) => [step.id, touchedTables(catalog, [step]).reduce((sum, id) => sum + bytesOf(id), 0)]),
    ),
  );
}
