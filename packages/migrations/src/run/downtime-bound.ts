import type { Connection } from "@dataflow/database";
import { blocksWrites } from "../effects/lock-mode.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { stepEffects } from "../risk/step-effects.ts";
import type { MeasuredBound } from "./plan-rehearsal.ts";

/**
 * How long readers or writers wait for a plan in all. A lock is held to the end of its transaction, so in each of them it
 * counts from the first step that takes one.
 *
 * @param connection the database
 * @param plan the plan
 * @param steps how long each step takes at most
 * @returns the sum; unknown when one of the parts is
 */
export async function downtimeBound(
  connection: Connection,
  plan: MigrationPlan,
  steps: readonly ({ readonly step: string } & MeasuredBound)[],
): Promise<MeasuredBound> {
  const all = plan.segments.flatMap((segment) => segment.steps);
  const effects = await stepEffects(connection, all);
  const blocking = new Set(
    all.filter((_, index) =>
      (effects[index] ?? []).some(({ relations, unknown }) => {
        return unknown.length > 0 || relations.some(({ lock }) => lock !== undefined && blocksWrites(lock));
      }),
    ),
  );
  const waiting = plan.segments.flatMap((segment) => {
    const first = segment.steps.findIndex((step) => blocking.has(step));
    return first < 0 ? [] : segment.steps.slice(segment.mode === "transactional" ? first : 0);
  });
  const bounds = waiting.map(({ id }) => steps.find(({ step }) => step === id)?.boundMs ?? "unknown");
  const unknown = bounds.includes("unknown");
  const boundMs = unknown ? "unknown" : bounds.reduce<number>((sum, one) => sum + Number(one), 0);
  const evidence: Evidence[] = [
    { source: "statement", fact: "steps during which readers or writers wait", value: waiting.length },
    ...steps.filter(({ step }) => waiting.some(({ id }) => id === step)).flatMap((one) => one.evidence),
  ];
  return { boundMs, evidence };
}
