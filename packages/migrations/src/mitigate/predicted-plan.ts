import { effectsDialect } from "../dialects/effects-dialects.ts";
import type { PredictionFacts } from "../dialects/prediction-facts.ts";
import { quoteTable } from "../dialects/sql-text.ts";
import { type LockMode, strongerLock } from "../effects/lock-mode.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { PlanSegment, PlanStep } from "../plan/migration-plan.ts";

/** What every statement of a plan does, by its step and in order. */
export type PredictedSteps = ReadonlyMap<PlanStep, readonly StatementEffects[]>;

/**
 * Foretells what the statements of a plan do, one after the other.
 *
 * @param segments the plan's segments
 * @param facts what the database is
 * @returns the effects by step
 */
export async function predictSteps(segments: readonly PlanSegment[], facts: PredictionFacts): Promise<PredictedSteps> {
  const { split, predictor } = effectsDialect(facts.dialect);
  const predict = predictor(facts);
  const predicted = new Map<PlanStep, readonly StatementEffects[]>();
  for (const step of segments.flatMap(({ steps }) => steps)) {
    const effects: StatementEffects[] = [];
    for (const sql of step.statements) effects.push(...(await split(sql)).map(predict));
    predicted.set(step, effects);
  }
  return predicted;
}

/**
 * Says of each step which locks it takes, where it does not say so itself.
 *
 * @param segments the plan's segments
 * @param predicted what their statements do
 * @returns the same segments
 */
export function withLocks(segments: readonly PlanSegment[], predicted: PredictedSteps): readonly PlanSegment[] {
  return segments.map((segment) => ({
    ...segment,
    steps: segment.steps.map((step) => {
      const lock = step.lock ?? lockOf(predicted.get(step) ?? []);
      return lock === undefined ? step : { ...step, lock };
    }),
  }));
}

/** The strongest lock on tables that exist: `ACCESS EXCLUSIVE on "public"."orders"`. */
function lockOf(effects: readonly StatementEffects[]): string | undefined {
  const locks = effects.flatMap(({ relations }) => relations.filter(({ relation }) => relation.kind === "table"));
  const strongest = locks.reduce<LockMode | undefined>((found, { lock }) => strongerLock(found, lock), undefined);
  if (strongest === undefined) return undefined;
  const names = locks
    .filter(({ lock }) => lock === strongest)
    .map(({ relation: { name, schema } }) => quoteTable({ name, ...(schema !== undefined && { schema }) }));
  return `${strongest} on ${[...new Set(names)].join(" and ")}`;
}
