import type { Connection } from "@dataflow/database";
import type { Overlooked } from "../drift/overlooked.ts";
import type { MigrationRecord } from "../history/migration-record.ts";
import type { JournalEntry, StepPlace } from "../history/step-journal.ts";
import type { MigrationLock } from "../lock/migration-lock.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import type { ResolvedApplyOptions } from "./apply-options.ts";

/** A plan on its way through the database, under the lock. */
export interface MigrationRun {
  /** Pinned to the session that holds the lock. */
  readonly connection: Connection;
  readonly plan: MigrationPlan;
  readonly options: ResolvedApplyOptions;
  readonly lock: MigrationLock;
  /** Runs work outside of the session that holds the lock: what it runs goes to another connection. */
  readonly outside: <Result>(work: () => Result) => Result;
  readonly record: MigrationRecord;
  /** What earlier attempts noted, by position. */
  readonly journal: ReadonlyMap<number, JournalEntry>;
  /** What was changed by hand and is to be left alone; the plan was made for a schema without it. */
  readonly overlooked: Overlooked;
}

/** A step with its place in the plan. */
export interface PlacedStep {
  readonly step: PlanStep;
  readonly position: number;
}

/** A segment whose steps know their places. */
export interface PlacedSegment {
  readonly mode: PlanSegment["mode"];
  readonly isBrief: boolean;
  readonly steps: readonly PlacedStep[];
  readonly isLast: boolean;
}

/** The segments of a plan, with the places of their steps. */
export function placedSegments(plan: MigrationPlan): readonly PlacedSegment[] {
  let position = 0;
  return plan.segments.map(({ mode, steps, isBrief = false }, index) => ({
    mode,
    isBrief,
    steps: steps.map((step) => ({ step, position: position++ })),
    isLast: index === plan.segments.length - 1,
  }));
}

/** How many steps a plan has. */
export function stepCount(plan: MigrationPlan): number {
  return plan.segments.reduce((sum, { steps }) => sum + steps.length, 0);
}

/** A step's place in the journal. */
export function journalPlace(run: MigrationRun, { step, position }: PlacedStep): StepPlace {
  return { migration: run.record.id, position, step: step.id };
}
