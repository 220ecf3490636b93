import { isDataFlowError } from "@dataflow/core";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import type { DurationBound } from "../staging/duration/bound-duration.ts";
import { takeStep } from "../staging/duration/measure-step.ts";
import type { EffectComparison } from "./effect-comparison.ts";
import type { RehearsalStage } from "./rehearsal-copies.ts";
import { type StepPredictor, traceSegment } from "./trace-segment.ts";

/** What was seen of a plan step by step. */
export interface PlanWalk {
  /** How long a step takes in production at most; a step that could not be measured is not there. */
  readonly bounds: ReadonlyMap<string, DurationBound>;
  readonly effects: EffectComparison;
}

/**
 * Goes through a plan on copies step by step: sees what each does, measures it some times, and leaves it done for the next.
 *
 * @param stage copies of different sizes, the smaller first, with the schema from before the plan; they are used up
 * @param plan the plan
 * @param predict foretells what steps do
 * @returns what was seen and measured
 */
export async function walkPlan(stage: RehearsalStage, plan: MigrationPlan, predict: StepPredictor): Promise<PlanWalk> {
  const bounds = new Map<string, DurationBound>();
  const found: EffectComparison[] = [];
  const copy = stage.environments.at(-1)?.connection;
  if (copy === undefined) throw new TypeError("a walk through a plan needs a copy");
  for (const [index, segment] of plan.segments.entries()) {
    try {
      const { effects, ...comparison } = await traceSegment(copy, segment, predict);
      found.push(comparison);
      for (const [step, bound] of await measured(stage, segment, effects)) bounds.set(step, bound);
    } catch (error) {
      if (!isDataFlowError(error)) throw error;
      found.push(...plan.segments.slice(index + 1).map((left) => unreached(left, error.code)));
      break;
    }
  }
  return { bounds, effects: together(found) };
}

type SeenEffects = ReadonlyMap<string, readonly StatementEffects[]>;

async function measured(stage: RehearsalStage, { mode, steps }: PlanSegment, effects: SeenEffects) {
  const bounds: (readonly [string, DurationBound])[] = [];
  for (const step of steps) {
    const isTaken = mode === "nonTransactional";
    const known = step.backfill === undefined ? effects.get(step.id) : undefined;
    const options = { mode, ...(known !== undefined && { effects: known }) };
    const estimate = stage.manager.estimateDuration(step, stage.environments, options);
    const bound = await (isTaken ? estimate : estimate.catch(notAlone));
    if (bound !== undefined) bounds.push([step.id, bound]);
    if (!isTaken) await takeOnAll(stage, step);
  }
  return bounds;
}

/** A step whose rows fit again only after the next one cannot be measured by itself. */
function notAlone(error: unknown): undefined {
  if (!isDataFlowError(error)) throw error;
}

async function takeOnAll({ environments }: RehearsalStage, step: PlanStep): Promise<void> {
  for (const { connection } of environments) await takeStep(connection, step);
}

function unreached({ mode, steps }: PlanSegment, code: string): EffectComparison {
  const unknown = steps.map(({ id }) => `${id} is not traced: a step before it could not be repeated (${code})`);
  const statements = mode === "transactional" ? steps.reduce((sum, step) => sum + step.statements.length, 0) : 0;
  return { statements, compared: 0, disagreements: [], unknown };
}

function together(found: readonly EffectComparison[]): EffectComparison {
  return {
    statements: found.reduce((sum, { statements }) => sum + statements, 0),
    compared: found.reduce((sum, { compared }) => sum + compared, 0),
    disagreements: found.flatMap(({ disagreements }) => disagreements),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}
