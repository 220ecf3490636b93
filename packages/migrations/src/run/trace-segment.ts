import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { compareEffects } from "../effects/compare-effects.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import { traceEffects } from "../effects/trace/trace-effects.ts";
import type { TracedEffects } from "../effects/trace/traced-effects.ts";
import type { PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import type { EffectComparison, StepDisagreement } from "./effect-comparison.ts";

/** Foretells what steps do, one after the other. */
export type StepPredictor = (
  connection: Connection,
  steps: readonly PlanStep[],
) => Promise<readonly (readonly StatementEffects[])[]>;

/** What was seen of a segment. */
export interface SegmentTrace extends EffectComparison {
  /** What each step does, foretold and seen; nothing of a step that was not traced. */
  readonly effects: ReadonlyMap<string, readonly StatementEffects[]>;
}

/**
 * Runs the statements of a segment in a transaction that is taken back, and compares what they do with what was foretold.
 * Those that do not run in one are looked at one by one, by a second session while the first has what they wait for.
 *
 * @param connection a copy of the database, with the schema from before the segment
 * @param segment the segment
 * @param predict foretells what its steps do
 * @returns the points in which they differ; what could not be seen is in `unknown`
 */
export async function traceSegment(
  connection: Connection,
  segment: PlanSegment,
  predict: StepPredictor,
): Promise<SegmentTrace> {
  if (segment.mode === "nonTransactional") return traceOutsideSegment(connection, segment, predict);
  const statements = segment.steps.flatMap((step) => step.statements);
  // What a statement does depends on how its session is prepared, so both sides look at it there.
  return connection.session(async () => {
    await migrationDialect(connection.dialect).prepareSegment(connection, segment.mode, statements);
    const predicted = await predict(connection, segment.steps);
    const parts = segment.steps.flatMap(({ id }, index) =>
      (predicted[index] ?? []).map((foretold) => ({ step: id, foretold })),
    );
    try {
      const traced = await traceEffects(
        connection,
        parts.map(({ foretold }) => foretold.statement),
      );
      return compared(parts.map((part, index) => ({ ...part, seen: traced[index] })));
    } catch (error) {
      if (!isDataFlowError(error)) throw error;
      return untraced(segment, parts.length, `its segment could not be run to be looked at (${error.code})`);
    }
  });
}

/** What a statement leaves that can be removed is removed again: an index. Others are cancelled at their first lock. */
async function traceOutsideSegment(
  connection: Connection,
  segment: PlanSegment,
  predict: StepPredictor,
): Promise<SegmentTrace> {
  const predicted = await predict(connection, segment.steps);
  const parts: SeenPart[] = [];
  const unknown: string[] = [];
  for (const [index, step] of segment.steps.entries()) {
    const foretold = predicted[index] ?? [];
    // The copy that is traced has all rows of the others; batches are measured on it, and lock the rows that they write.
    if (foretold.length === 0) unknown.push(`${step.id} is not traced: it writes rows in batches`);
    for (const one of foretold) {
      const seen = await traceEffects(connection, [one.statement]).catch(errorCode);
      if (typeof seen !== "string") parts.push({ step: step.id, foretold: one, seen: seen[0] });
      else unknown.push(`${step.id} is not traced: it could not be run to be looked at (${seen})`);
    }
  }
  const { unknown: gaps, ...found } = compared(parts);
  return { ...found, unknown: [...unknown, ...gaps] };
}

function errorCode(error: unknown): string {
  if (!isDataFlowError(error)) throw error;
  return error.code;
}

function untraced({ steps }: PlanSegment, statements: number, reason: string): SegmentTrace {
  const unknown = steps.map(({ id }) => `${id} is not traced: ${reason}`);
  return { statements, compared: 0, disagreements: [], unknown, effects: new Map() };
}

interface SeenPart {
  readonly step: string;
  readonly foretold: StatementEffects;
  readonly seen: TracedEffects | undefined;
}

function compared(parts: readonly SeenPart[]): SegmentTrace {
  const disagreements: StepDisagreement[] = [];
  const unknown: string[] = [];
  const effects = new Map<string, StatementEffects[]>();
  let complete = 0;
  for (const { step, foretold, seen } of parts) {
    const gaps = [...foretold.unknown, ...(seen?.unknown ?? ["it was not seen"])];
    unknown.push(...gaps.map((gap) => `${step} is not compared in full: ${gap}`));
    if (gaps.length === 0) complete += 1;
    effects.set(step, [...(effects.get(step) ?? []), foretold, ...(seen === undefined ? [] : [seen])]);
    // What was said to be unknown was not promised to be harmless, and counts as a risk already.
    if (seen === undefined || foretold.unknown.length > 0) continue;
    disagreements.push(...compareEffects(foretold, seen).map((point) => ({ step, ...point })));
  }
  return { statements: parts.length, compared: complete, disagreements, unknown, effects };
}
