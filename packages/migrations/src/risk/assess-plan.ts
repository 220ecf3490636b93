import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { DependencyReport } from "../dependencies/dependency.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { assessInput, combineAssessments } from "./assess-input.ts";
import { readPlanScene } from "./plan-scene.ts";
import type { RiskAssessment } from "./risk-assessment.ts";
import { stepEffects } from "./step-effects.ts";
import { readStepInput } from "./step-input.ts";

/** The risk of one step of a plan. */
export interface StepRiskAssessment {
  /** `"dropColumn public.users.note"`. */
  readonly step: string;
  readonly assessment: RiskAssessment;
}

/** The risk of a plan: that of all its steps together, and of each. */
export interface PlanRiskAssessment extends RiskAssessment {
  readonly steps: readonly StepRiskAssessment[];
}

/** What is known about a plan beyond itself. */
export interface AssessPlanOptions {
  /** What it leads to; without it, some facts can only be taken from the words of its statements, or not at all. */
  readonly desired?: Catalog;
  /** What there is, when it has been read just now. */
  readonly actual?: Catalog;
  /** What is known to depend on the tables and columns of the plan; what is missing is looked for. */
  readonly dependencies?: readonly DependencyReport[];
}

/**
 * Finds out how much can go wrong with a plan. It reads and counts, for some seconds at most for each count, and writes
 * nothing.
 *
 * @param connection the database that the plan was made for
 * @param plan the plan
 * @param options what else is known
 * @returns the risk, with evidence for every reason
 * @throws MIGRATION.PLAN_OUTDATED when the schema is not the one that the plan starts from
 */
export async function assessPlan(
  connection: Connection,
  plan: MigrationPlan,
  options: AssessPlanOptions = {},
): Promise<PlanRiskAssessment> {
  const actual = options.actual ?? (await readCatalog(connection));
  const { desired, dependencies = [] } = options;
  const known = { actual, dependencies, ...(desired !== undefined && { desired }) };
  const all = plan.segments.flatMap((segment) => segment.steps);
  const effects = await stepEffects(connection, all);
  const scene = await readPlanScene(connection, plan, { ...known, effects: effects.flat() });
  const steps: StepRiskAssessment[] = [];
  for (const [index, step] of all.entries()) {
    const input = await readStepInput(step, scene, effects[index] ?? []);
    steps.push({ step: step.id, assessment: assessInput(input) });
  }
  return freezeDeep({ ...combineAssessments(steps.map(({ assessment }) => assessment)), steps });
}
