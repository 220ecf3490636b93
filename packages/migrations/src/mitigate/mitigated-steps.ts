import { isDataFlowError } from "@dataflow/core";
import type { Node } from "@pgsql/types";
import type { ObjectId } from "../catalog/object-id.ts";
import { transformationsOf } from "../dialects/transformations.ts";
import type { StatementEffects } from "../effects/statement-effects.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { parseSql } from "../sql/parse-sql.ts";
import type { PredictedSteps } from "./predicted-plan.ts";
import type { StatementNeed } from "./statement-need.ts";
import type { MitigationSubject, SafeSequence, Transformation, TransformationFacts } from "./transformation.ts";

/** A step that is done in a safe way. */
export interface TreatedStep {
  readonly verdict: "treated";
  readonly step: PlanStep;
  readonly sql: string;
  readonly transformation: Transformation;
  readonly sequence: SafeSequence;
  readonly need: StatementNeed;
}

/** A step that stays as it is, although it keeps others waiting. */
export interface LeftStep {
  readonly verdict: "left";
  readonly step: PlanStep;
  readonly sql: string;
  readonly reason: string;
  readonly need: StatementNeed;
}

/** A step that needs no other way, with what proves it. */
export interface HarmlessStep {
  readonly verdict: "harmless";
  readonly step: PlanStep;
  readonly sql: string;
  readonly need: StatementNeed;
}

type Verdict = TreatedStep | LeftStep | HarmlessStep;

/** What becomes of each step of a plan. */
export interface StepVerdicts {
  readonly treated: readonly TreatedStep[];
  readonly left: readonly LeftStep[];
  readonly harmless: readonly HarmlessStep[];
}

/** Finds out whether a statement keeps others waiting. */
export type FindNeed = (
  subject: MitigationSubject,
  transformation: Transformation | undefined,
) => Promise<StatementNeed>;

/**
 * Decides for each step of a plan whether it needs a safe way, and which.
 *
 * @param plan the plan
 * @param facts what is known
 * @param how what finds out whether a statement keeps others waiting, and what the statements do
 * @returns the verdicts in the order of the steps
 */
export async function judgeSteps(
  plan: MigrationPlan,
  facts: Omit<TransformationFacts, "displaced">,
  { findNeed, predicted }: { readonly findNeed: FindNeed; readonly predicted: PredictedSteps },
): Promise<StepVerdicts> {
  const transformations = transformationsOf(plan.dialect);
  const displaced = displacedBy(plan);
  const treated: TreatedStep[] = [];
  const left: LeftStep[] = [];
  const harmless: HarmlessStep[] = [];
  for (const segment of plan.segments) {
    if (segment.mode === "nonTransactional") continue;
    const claimed = new Set<ObjectId>();
    for (const step of segment.steps) {
      for (const subject of await subjectsOf(step, predicted.get(step) ?? [])) {
        const found = await judge(subject, transformations, { facts: { ...facts, displaced }, findNeed });
        const verdict = found?.verdict === "treated" ? unlessClaimed(found, claimed) : found;
        if (verdict === undefined) continue;
        if (verdict.verdict === "treated") treated.push(verdict);
        else if (verdict.verdict === "left") left.push(verdict);
        else harmless.push(verdict);
        // One statement of a step is what takes long; the others make room for it.
        if (verdict.verdict === "treated") break;
      }
    }
  }
  return { treated, left, harmless };
}

/** What one sequence makes again, another cannot make again at the same time. */
function unlessClaimed(found: TreatedStep, claimed: Set<ObjectId>): TreatedStep | LeftStep {
  const { claims = [] } = found.sequence;
  const shared = claims.find((id) => claimed.has(id));
  for (const id of claims) claimed.add(id);
  if (shared === undefined) return found;
  const { step, sql, need } = found;
  return {
    verdict: "left",
    step,
    sql,
    need,
    reason: `the ${shared} is made again for another column already; change this one in a plan of its own`,
  };
}

async function judge(
  subject: MitigationSubject,
  transformations: readonly Transformation[],
  { facts, findNeed }: { readonly facts: TransformationFacts; readonly findNeed: FindNeed },
): Promise<Verdict | undefined> {
  const { step, sql, tree } = subject;
  for (const transformation of tree === undefined ? [] : transformations) {
    const found = tree && transformation.transform({ ...subject, tree }, facts);
    if (found === undefined) continue;
    const need = await findNeed(subject, transformation);
    if (!need.isNeeded) return { verdict: "harmless", step, sql, need };
    if ("obstacle" in found) return { verdict: "left", step, sql, reason: found.obstacle, need };
    if (step.checks !== undefined)
      return { verdict: "left", step, sql, reason: "the step looks at its own work in one piece", need };
    return { verdict: "treated", step, sql, transformation, sequence: found, need };
  }
  const need = await findNeed(subject, undefined);
  return need.isNeeded
    ? { verdict: "left", step, sql, reason: "no way is known that keeps nobody waiting", need }
    : undefined;
}

async function subjectsOf(step: PlanStep, effects: readonly StatementEffects[]): Promise<readonly MitigationSubject[]> {
  const subjects: MitigationSubject[] = [];
  for (const [index, sql] of step.statements.entries()) {
    const [earlier, later] = [step.statements.slice(0, index), step.statements.slice(index + 1)];
    const effect = effects[index];
    // A text of several statements is looked at as a whole by the predictor, and left as it is.
    if (effect === undefined || effects.length !== step.statements.length) continue;
    subjects.push({ step, earlier, sql, tree: await treeOf(sql), effects: effect, later });
  }
  return subjects;
}

/** The tree of a statement that both databases know; another one's own are not in the grammar. */
async function treeOf(sql: string): Promise<Node | undefined> {
  try {
    return (await parseSql(sql))[0]?.tree;
  } catch (error) {
    if (isDataFlowError(error) && error.code === "MIGRATION.SQL_NOT_PARSED") return undefined;
    throw error;
  }
}

/** Objects that the plan drops. */
function displacedBy({ segments }: MigrationPlan): ReadonlySet<ObjectId> {
  const steps = segments.flatMap((segment) => segment.steps);
  return new Set(steps.filter(({ operation }) => operation.startsWith("drop")).map(({ object }) => object));
}

/**
 * Puts the safe ways into the places of the steps.
 *
 * @param segments the segments of the plan
 * @param verdicts what becomes of its steps
 * @returns the segments as they are to be applied
 */
export function mitigatedSegments(
  segments: readonly PlanSegment[],
  { treated, left }: StepVerdicts,
): readonly PlanSegment[] {
  const sequences = new Map(treated.map(({ step, sequence }) => [step, sequence]));
  const slow = new Set(left.map(({ step }) => step));
  return segments.flatMap((segment) => {
    const isTouched = segment.steps.some((step) => sequences.has(step) || slow.has(step));
    return segment.mode === "nonTransactional" || !isTouched ? [segment] : split(segment, { sequences, slow });
  });
}

interface Splitting {
  readonly sequences: ReadonlyMap<PlanStep, SafeSequence>;
  readonly slow: ReadonlySet<PlanStep>;
}

function split(segment: PlanSegment, { sequences, slow }: Splitting): readonly PlanSegment[] {
  const result: PlanSegment[] = [];
  let open: PlanStep[] = [];
  const close = (): void => {
    if (open.length > 0)
      result.push({
        mode: "transactional",
        ...(!open.some((step) => slow.has(step)) && { isBrief: true }),
        steps: open,
      });
    open = [];
  };
  for (const block of blocksOf(segment.steps)) {
    const found = block.map((step) => ({ step, sequence: sequences.get(step) }));
    const before = found.flatMap(({ sequence }) => sequence?.before ?? []);
    const after = found.flatMap(({ sequence }) => sequence?.after ?? []);
    const isSlow = block.some((step) => slow.has(step));
    // What takes long holds no locks of others' steps meanwhile.
    if (before.length > 0 || isSlow) close();
    result.push(...before);
    open.push(...found.flatMap(({ step, sequence }) => sequence?.during ?? [step]));
    if (after.length > 0 || isSlow) close();
    result.push(...after);
  }
  close();
  return result;
}

/** Steps that have to stay in one transaction: between the drop of an object and its new creation nobody may look. */
function blocksOf(steps: readonly PlanStep[]): readonly (readonly PlanStep[])[] {
  const blocks: PlanStep[][] = [];
  let end = -1;
  for (const [index, step] of steps.entries()) {
    const isInside = index <= end;
    if (step.because !== undefined) end = Math.max(end, lastOf(steps, step.object));
    if (isInside) blocks.at(-1)?.push(step);
    else blocks.push([step]);
  }
  return blocks;
}

function lastOf(steps: readonly PlanStep[], object: ObjectId): number {
  return steps.findLastIndex((step) => step.object === object && step.because !== undefined);
}
