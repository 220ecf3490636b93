import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { indexCatalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { dataDialect } from "../dialects/data-dialects.ts";
import { tableKey, tableOfPath } from "../diff/table-name.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { stepEffects } from "../risk/step-effects.ts";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { boundDuration } from "../staging/duration/bound-duration.ts";
import { type CountedRows, countedRows } from "../staging/duration/counted-rows.ts";
import type { StepMeasurement } from "../staging/duration/measure-step.ts";
import type { StagingEnvironment } from "../staging/staging-environment.ts";
import type { StagingEnvironmentManager } from "../staging/staging-environment-manager.ts";
import type { StagingTestResult } from "../staging/staging-test.ts";
import { touchedTables } from "../staging/touched-tables.ts";
import { downtimeBound } from "./downtime-bound.ts";
import type { MeasuredBound, PlanRehearsal } from "./plan-rehearsal.ts";
import type { RehearsalCopies } from "./rehearsal-copies.ts";
import type { StepPredictor } from "./trace-segment.ts";
import { type PlanWalk, walkPlan } from "./walk-plan.ts";

/** One run of one thing says little of how long the next one takes. */
const SPREAD = 0.5;

/** A step that stands for taking everything back. */
const WAY_BACK = "the way back";

interface Trial {
  readonly environment: StagingEnvironment;
  readonly result: StagingTestResult;
  readonly measurements: readonly StepMeasurement[];
  readonly wayBack?: StepMeasurement;
  readonly obstacle?: string;
  /** Of all tables that the plan is about. */
  readonly rows?: CountedRows;
}

/**
 * Rehearses a plan on copies of the database, there and back again, and says how long it takes in production at most.
 *
 * @param production the database
 * @param plan the plan
 * @param stage the copies; they are used up
 * @param predict foretells what steps do
 * @returns what was seen and measured
 */
export async function rehearsePlan(
  production: Connection,
  plan: MigrationPlan,
  stage: RehearsalCopies,
  predict: StepPredictor = stepEffects,
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
  const obstacle = trials.find((trial) => trial.obstacle !== undefined)?.obstacle;
  // Copies that were taken back are what they were; others are not.
  const walk = last.result.success
    ? await walkPlan(obstacle === undefined ? stage : await stage.renew(), plan, predict)
    : undefined;
  const steps = plan.segments
    .flatMap((segment) => segment.steps)
    .map(({ id }) => ({ step: id, ...stepBound(trials, id, { walk, bytes: sizes.get(id) ?? 0 }) }));
  const whole = Math.max(0, ...sizes.values());
  return freezeDeep({
    result: last.result,
    environments: trials.map(({ environment: { environmentId, report } }) => ({ environmentId, report })),
    steps,
    ...(walk !== undefined && { effects: walk.effects }),
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

/** From some runs of the step where it could be measured by itself, and never less than the rehearsal took. */
function stepBound(
  trials: readonly Trial[],
  step: string,
  known: { readonly walk: PlanWalk | undefined; readonly bytes: number },
): MeasuredBound {
  const measured = known.walk?.bounds.get(step);
  if (measured === undefined) return bound(trials, (one) => measurementOf(one, step), known.bytes);
  const { upperBoundMs, evidence } = measured;
  const seen = trials.flatMap((trial) => measurementOf(trial, step)?.durationMs ?? []);
  const rehearsed: Evidence = {
    source: "measurement",
    fact: `longest duration of "${step}" in the rehearsal`,
    value: Math.max(0, ...seen),
    unit: "ms",
  };
  return {
    boundMs: upperBoundMs === "unknown" ? "unknown" : Math.max(upperBoundMs, ...seen),
    evidence: [...evidence, rehearsed],
  };
}

function bound(
  trials: readonly Trial[],
  find: (trial: Trial) => StepMeasurement | undefined,
  productionBytes: number,
): MeasuredBound {
  const measurements = trials.flatMap((trial) => find(trial) ?? []);
  const productionRows = trials.at(-1)?.rows?.source;
  const { upperBoundMs, evidence } = boundDuration({
    measurements,
    productionBytes,
    ...(productionRows !== undefined && { productionRows }),
  });
  return { boundMs: upperBoundMs, evidence };
}

async function rehearseOn(
  manager: StagingEnvironmentManager,
  environment: StagingEnvironment,
  migrationPlan: MigrationPlan,
): Promise<Trial> {
  const sizes = await stepBytes(environment.connection, migrationPlan);
  const all = migrationPlan.segments.flatMap(({ steps }) => steps);
  const rows = countedRows(environment, touchedTables(await readCatalog(environment.connection), all));
  const result = await manager.testMigrationInStaging(environment, { migrationPlan });
  const measured = (step: string, durationMs: number, bytes: number): StepMeasurement => {
    const spreadMs = durationMs * SPREAD;
    return { step, durationMs, spreadMs, runs: 1, bytes, pages: 0, ...(rows !== undefined && { rows: rows.copied }) };
  };
  const measurements = result.steps.map(({ step, durationMs }) => measured(step, durationMs, sizes.get(step) ?? 0));
  const trial = { environment, result, measurements, ...(rows !== undefined && { rows }) };
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
