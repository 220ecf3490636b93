import type { Connection } from "@dataflow/database";
import { stagingDialect } from "../../dialects/staging-dialects.ts";
import type { StatementEffects } from "../../effects/statement-effects.ts";
import { ensureBookkeeping } from "../../history/ensure-bookkeeping.ts";
import { noteEstimate, readDurationRatios } from "../../history/estimate-record.ts";
import type { PlanStep } from "../../plan/migration-plan.ts";
import type { StagingEnvironment } from "../staging-environment.ts";
import { boundDuration, type DurationBound } from "./bound-duration.ts";
import { countedRows } from "./counted-rows.ts";
import { type StepMeasurement, stepSize } from "./measure-step.ts";

/** What an estimate is made from. */
export interface EstimateRequest {
  /** Environments of different sizes. */
  readonly environments: readonly StagingEnvironment[];
  /** What the step does, foretold or seen. */
  readonly effects?: readonly StatementEffects[];
  measure(environment: StagingEnvironment): Promise<StepMeasurement>;
}

/**
 * Measures a step on environments, derives how long it can take in the source at most, and notes that.
 *
 * @param source the database that the environments are copies of
 * @param step the step
 * @param request where and how it is measured
 * @returns the bound
 */
export async function estimateDuration(
  source: Connection,
  step: PlanStep,
  { environments, effects, measure }: EstimateRequest,
): Promise<DurationBound> {
  const { bytes: productionBytes, tables } = await stepSize(source, step);
  const measurements: StepMeasurement[] = [];
  for (const environment of environments) {
    const rows = countedRows(environment, tables)?.copied;
    const measurement = await measure(environment);
    measurements.push({ ...measurement, ...(rows !== undefined && { rows }) });
  }
  const productionRows = environments.map((one) => countedRows(one, tables)).at(-1)?.source;
  await ensureBookkeeping(source);
  const memoryBytes = await stagingDialect(source.dialect).memoryBytes(source);
  const history = await readDurationRatios(source, step.operation);
  const bound = boundDuration({
    measurements,
    productionBytes,
    history,
    ...(productionRows !== undefined && { productionRows }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(effects !== undefined && { effects }),
  });
  if (bound.upperBoundMs !== "unknown") await noteEstimate(source, step.id, bound.upperBoundMs);
  return bound;
}
