import type { Connection } from "@dataflow/database";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { stepEffects } from "../risk/step-effects.ts";
import type { MeasuredBound } from "./plan-rehearsal.ts";
import type { LockSpan } from "./run-report.ts";

/**
 * Which locks a plan holds from when to when, if every step takes as long as it may.
 *
 * @param connection the database
 * @param plan the plan
 * @param bounds how long each step takes at most, by step
 * @returns the locks in the order in which they are taken
 */
export async function lockSpans(
  connection: Connection,
  plan: MigrationPlan,
  bounds: ReadonlyMap<string, MeasuredBound>,
): Promise<readonly LockSpan[]> {
  const all = plan.segments.flatMap((segment) => segment.steps);
  const effects = await stepEffects(connection, all);
  const spans: LockSpan[] = [];
  let now = 0;
  let position = 0;
  for (const segment of plan.segments) {
    const times = segment.steps.map(({ id }) => bounds.get(id)?.boundMs ?? "unknown");
    const isKnown = !times.includes("unknown");
    const end = now + times.reduce<number>((sum, time) => sum + (time === "unknown" ? 0 : time), 0);
    for (const [index, step] of segment.steps.entries()) {
      const time = times[index] ?? "unknown";
      const until = segment.mode === "transactional" ? end : now + (time === "unknown" ? 0 : time);
      for (const { relations } of effects[position] ?? [])
        for (const { relation, lock } of relations)
          if (lock !== undefined)
            spans.push({
              step: step.id,
              relation: relation.schema === undefined ? relation.name : `${relation.schema}.${relation.name}`,
              lock,
              fromMs: now,
              forMs: isKnown ? until - now : "unknown",
            });
      now += time === "unknown" ? 0 : time;
      position += 1;
    }
  }
  return spans;
}
