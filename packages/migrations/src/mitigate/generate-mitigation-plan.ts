import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { quoteTable } from "../dialects/sql-text.ts";
import { readPredictionFacts } from "../effects/predict/read-prediction-facts.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { BackfillPlan, MigrationPlan, PlanSegment, PlanStep } from "../plan/migration-plan.ts";
import { sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { RISK_CATEGORIES, type RiskAssessment } from "../risk/risk-assessment.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { GENTLY } from "./gentle-options.ts";
import { mitigatePlan } from "./mitigate-plan.ts";
import type { LeftStep, StepVerdicts, TreatedStep } from "./mitigated-steps.ts";
import type { MitigationCategory } from "./mitigation-category.ts";
import type { ImplementationStep, MitigationPlan, MitigationStrategy } from "./mitigation-plan.ts";
import { type CheckedRequest, checkMitigationRequest, type MitigationRequest } from "./mitigation-request.ts";
import { planStatements } from "./plan-statements.ts";
import { predictSteps, withLocks } from "./predicted-plan.ts";

/** A risk assessment that knows the risk of each step. */
export interface StepwiseAssessment extends RiskAssessment {
  readonly steps?: readonly { readonly step: string; readonly assessment: RiskAssessment }[];
}

/** Who says how risky a plan is. */
export interface PlanAssessor {
  assessPlan(plan: MigrationPlan, options?: { readonly desired?: Catalog }): Promise<StepwiseAssessment>;
}

/**
 * Makes a change safer: finds what would keep others waiting, and puts the safe way in its place.
 *
 * @param connection the database; it is only read
 * @param assessor who says how risky the plans are
 * @param request the change and where it is to happen
 * @returns the safer plan, the strategies, and what they are worth
 * @throws MIGRATION.PLAN_OUTDATED, MIGRATION.STATEMENT_NOT_PLANNED, MIGRATION.SQL_NOT_PARSED
 */
export async function generateMitigationPlan(
  connection: Connection,
  assessor: PlanAssessor,
  request: MitigationRequest,
): Promise<MitigationPlan> {
  const checked = checkMitigationRequest(request);
  const naive = "plan" in checked ? checked.plan : await writtenPlan(connection, checked.statement);
  const { plan, verdicts } = await mitigatePlan(connection, naive, checked.operationContext.tableSize);
  const isApplied = checked.operationContext.productionEnvironment;
  const mitigatedPlan = isApplied ? plan : naive;
  const known = checked.desired === undefined ? {} : { desired: checked.desired };
  const riskBefore = withSteps(checked.riskAssessment) ?? (await assessor.assessPlan(naive, known));
  const riskAfter = mitigatedPlan === naive ? riskBefore : await assessor.assessPlan(mitigatedPlan, known);
  const risks = { before: riskBefore, after: riskAfter, isApplied };
  return freezeDeep({
    recommendedStrategies: [
      ...verdicts.treated.map((step) => treatedStrategy(step, risks)),
      ...verdicts.left.map((step) => windowStrategy(step, checked)),
      ...naive.segments.flatMap(({ steps }) => steps.flatMap((step) => stepStrategies(step))),
      ...lockStrategy(mitigatedPlan),
    ],
    mitigatedPlan,
    applyOptions: isApplied ? GENTLY : {},
    needless: verdicts.harmless.map(({ step, need }) => ({
      step: step.id,
      reason: need.reason,
      evidence: need.evidence,
    })),
    riskBefore,
    riskAfter,
    estimatedRiskReduction: reduction(riskBefore, riskAfter),
    remaining: remainingOf(verdicts, isApplied),
  });
}

/** Statements as a plan whose steps say which locks they take. */
async function writtenPlan(connection: Connection, sql: string): Promise<MigrationPlan> {
  const { hash: _, ...content } = await planStatements(await readCatalog(connection), sql);
  const predicted = await predictSteps(content.segments, await readPredictionFacts(connection));
  return sealMigrationPlan({ ...content, segments: withLocks(content.segments, predicted) });
}

/** An assessment that somebody made before is used when it knows the steps. */
function withSteps(assessment: StepwiseAssessment | undefined): StepwiseAssessment | undefined {
  return assessment?.steps === undefined ? undefined : assessment;
}

function remainingOf({ treated, left }: StepVerdicts, isApplied: boolean): readonly string[] {
  const open = isApplied ? [] : treated;
  return [...open, ...left].map(({ step, need }) => `${step.id}: ${need.reason}`);
}

/** How much smaller the scores of all categories are together, in percent. */
function reduction(before: RiskAssessment, after: RiskAssessment): number {
  const [first, then] = [total(before), total(after)];
  return first === 0 ? 0 : Math.max(0, Math.round((100 * (first - then)) / first));
}

function total({ categoryRisks }: RiskAssessment): number {
  return RISK_CATEGORIES.reduce((sum, category) => sum + categoryRisks[category].score, 0);
}

interface Risks {
  readonly before: StepwiseAssessment;
  readonly after: StepwiseAssessment;
  readonly isApplied: boolean;
}

function treatedStrategy({ step, transformation, sequence, need }: TreatedStep, risks: Risks): MitigationStrategy {
  const segments: readonly PlanSegment[] = [
    ...sequence.before,
    ...(sequence.during.length === 0 ? [] : [{ mode: "transactional", steps: sequence.during } as const]),
    ...sequence.after,
  ];
  const score = risks.isApplied ? effectiveness(step, risks) : undefined;
  return {
    category: transformation.category,
    step: step.id,
    description: sequence.description,
    isApplied: risks.isApplied,
    ...(score !== undefined && { effectivenessScore: score }),
    implementationSteps: segments.flatMap(implementation),
    evidence: need.evidence,
  };
}

/** How much of the risk of a step goes: its own before, that of the heaviest of its parts after, category by category. */
function effectiveness({ id }: PlanStep, { before, after }: Risks): number | undefined {
  const first = before.steps?.find(({ step }) => step === id)?.assessment;
  const parts = (after.steps ?? [])
    .filter(({ step }) => step.startsWith(`${id}: `))
    .map(({ assessment }) => assessment);
  if (first === undefined || parts.length === 0) return undefined;
  const then = RISK_CATEGORIES.reduce(
    (sum, category) => sum + Math.max(...parts.map(({ categoryRisks }) => categoryRisks[category].score)),
    0,
  );
  const whole = total(first);
  return whole === 0 ? 0 : Math.max(0, Math.round((100 * (whole - then)) / whole));
}

function implementation({ mode, steps }: PlanSegment): readonly ImplementationStep[] {
  return steps.flatMap((step): readonly ImplementationStep[] => {
    const transaction = mode === "nonTransactional" ? "none" : steps.length > 1 ? "shared" : "own";
    const run = step.statements.map((sql): ImplementationStep => ({ step: step.id, sql, transaction }));
    const asked = (step.checks ?? []).map(
      (check): ImplementationStep => ({ step: step.id, sql: check.sql, transaction }),
    );
    const filled =
      step.backfill === undefined
        ? []
        : [{ step: step.id, sql: batchSql(step.backfill), transaction: "batches" } as const];
    return [...run, ...asked, ...filled];
  });
}

function batchSql({ table, set, pending, where, deletes }: BackfillPlan): string {
  const change = deletes === true ? `DELETE FROM ${quoteTable(table)}` : `UPDATE ${quoteTable(table)} SET ${set}`;
  const conditions = [pending, where].filter((one) => one !== undefined);
  return conditions.length === 0 ? change : `${change} WHERE ${conditions.map((one) => `(${one})`).join(" AND ")}`;
}

/** What cannot be made safe is done when the fewest are there. */
function windowStrategy(
  { step, sql, reason, need }: LeftStep,
  { operationContext }: CheckedRequest,
): MitigationStrategy {
  const { maintenanceWindowMinutes: minutes } = operationContext;
  const window = minutes === undefined ? "when nobody writes" : `in the window of ${minutes} minutes`;
  const unknown: Evidence = { source: "measurement", fact: `how long ${step.id} takes`, value: "unknown" };
  return {
    category: "TIME_WINDOW",
    step: step.id,
    description: `run it ${window}, after a rehearsal has shown how long it takes: ${reason}`,
    isApplied: false,
    implementationSteps: [{ step: step.id, sql, transaction: "own" }],
    evidence: [...need.evidence, ...(minutes === undefined ? [] : [unknown])],
  };
}

/** What a step asks for because of what it is, beside the locks it takes. */
function stepStrategies(step: PlanStep): readonly MitigationStrategy[] {
  const evidence: Evidence = { source: "statement", fact: `what ${step.id} does`, value: step.loss ?? step.operation };
  const of = (category: MitigationCategory, description: string, isApplied: boolean): MitigationStrategy => ({
    category,
    step: step.id,
    description,
    isApplied,
    implementationSteps: step.statements.map((sql) => ({ step: step.id, sql, transaction: "own" })),
    evidence: [evidence],
  });
  if (step.operation === "renameTable" || step.operation === "renameColumn") {
    const how =
      "rename it with TableRenameAnalyzer, in a plan of its own: the old name stays as a view until no code uses it";
    return [of("ALIAS_VIEW", how, false)];
  }
  if (step.loss === undefined || step.because !== undefined) return [];
  const isKept = step.backup !== undefined;
  const what = isKept
    ? `${step.loss} are put aside in the same transaction, and can be given back`
    : `copy ${step.loss} before: the plan does not put them aside`;
  return [of("BACKUP_FIRST", what, isKept)];
}

/** Whoever waits for a lock keeps those waiting who come after: so nobody waits long, and tries again instead. */
function lockStrategy({ segments, dialect }: MigrationPlan): readonly MitigationStrategy[] {
  const transactions = segments.filter(({ mode }) => mode === "transactional");
  const first = transactions[0]?.steps[0];
  const { lockTimeoutMs = 0 } = GENTLY;
  const settings = migrationDialect(dialect).transactionSettings(lockTimeoutMs);
  if (first === undefined || settings.length === 0) return [];
  return [
    {
      category: "SHORT_LOCKS",
      step: first.id,
      description: `wait at most ${lockTimeoutMs} ms for each lock, then give way and try the whole transaction again: applyOptions says so`,
      isApplied: true,
      implementationSteps: settings.map((sql) => ({ step: first.id, sql, transaction: "shared" })),
      evidence: [{ source: "statement", fact: "transactions of the plan", value: transactions.length }],
    },
  ];
}
