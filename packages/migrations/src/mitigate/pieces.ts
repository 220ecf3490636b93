import type { BackfillPlan, PlanCheck, PlanSegment, PlanStep } from "../plan/migration-plan.ts";

/** What a piece of a step is, beside its statements. */
interface PieceDetails {
  readonly operation?: string;
  readonly checks?: readonly PlanCheck[];
  readonly backfill?: BackfillPlan;
  readonly reversal?: PlanStep["reversal"];
  /** What this part destroys, when it is the one that does. */
  readonly loss?: string | undefined;
}

/**
 * A part of a step that is done in several.
 *
 * @param step the step
 * @param name what this part is for: the end of its identity
 * @param statements its statements
 * @param details what else there is to it
 * @returns a step of its own
 */
export function piece(
  step: PlanStep,
  name: string,
  statements: readonly string[],
  details: PieceDetails = {},
): PlanStep {
  const { operation = "prepareChange", checks, backfill, reversal = "inverse", loss } = details;
  const base = { id: `${step.id}: ${name}`, operation, object: step.object, statements };
  return {
    ...base,
    ...(checks !== undefined && { checks }),
    ...(backfill !== undefined && { backfill }),
    reversal,
    ...(loss !== undefined && { loss }),
  };
}

/** How the part of a step is taken back that makes the change for good: nothing of it was put aside. */
export function finalReversal({ reversal }: PlanStep): PlanStep["reversal"] {
  return reversal === "inverse" ? "inverse" : "never";
}

/** A transaction that gives its locks back at once. */
export function brief(...steps: readonly PlanStep[]): PlanSegment {
  return { mode: "transactional", isBrief: true, steps };
}

/** A transaction that takes its time, under locks that keep nobody from writing. */
export function patient(...steps: readonly PlanStep[]): PlanSegment {
  return { mode: "transactional", steps };
}

/** A step that is no transaction. */
export function outside(step: PlanStep): PlanSegment {
  return { mode: "nonTransactional", steps: [step] };
}
