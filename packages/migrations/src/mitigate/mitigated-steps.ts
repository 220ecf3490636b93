import type { ObjectId } from "../catalog/object-id.ts";
import { transformationsOf } from "../dialects/transformations.ts";
import type { MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { parseSql } from "../sql/parse-sql.ts";
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
 * @param findNeed what finds out whether a statement keeps others waiting
 * @returns the verdicts in the order of the steps
 */
export async function judgeSteps(
  plan: MigrationPlan,
  facts: Omit<TransformationFacts, "displaced">,
  findNeed: FindNeed,
): Promise<StepVerdicts> {
  const transformations = transformationsOf(plan.dialect);
  const displaced = displacedBy(plan);
  const verdicts = { treated: [] as TreatedStep[], left: [] as LeftStep[], harmless: [] as HarmlessStep[] };
  for (const segment of plan.segments) {
    if (segment.mode === "nonTransactional") continue;
    const claimed = new Set<ObjectId>();
    for (const step of segment.steps) {
      for (const subject of await subjectsOf(step)) {
        const found = await judge(subject, transformations, { facts: { ...facts, displaced }, findNeed });
        const verdict = found?.verdict === "treated" ? unlessClaimed(found, claimed) : found;
        if (verdict === undefined) continue;
        if (verdict.verdict === "treated") verdicts.treated.push(verdict);
        else if (verdict.verdict === "left") verdicts.left.push(verdict);
        else verdicts.harmless.push(verdict);
        // One statement of a step is what takes long; the others make room for it.
        if (verdict.verdict === "treated") break;
      }
    }
  }
  return verdicts;
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
  const { step, sql } = subject;
  for (const transformation of transformations) {
    const found = transformation.transform(subject, facts);
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

async function subjectsOf(step: PlanStep): Promise<readonly MitigationSubject[]> {
  const subjects: MitigationSubject[] = [];
  for (const [index, sql] of step.statements.entries()) {
    const [parsed, ...others] = await parseSql(sql);
    if (parsed === undefined || others.length > 0) continue;
    const earlier = step.statements.slice(0, index);
    subjects.push({ step, earlier, sql: parsed.text, tree: parsed.tree, later: step.statements.slice(index + 1) });
  }
  return subjects;
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
