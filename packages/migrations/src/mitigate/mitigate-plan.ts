import type { Connection } from "@dataflow/database";
import { planOutdated } from "../apply/apply-errors.ts";
import { indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readPredictionFacts } from "../effects/predict/read-prediction-facts.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertPlanSealed, sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { needFinder } from "./find-need.ts";
import { judgeSteps, mitigatedSegments, type StepVerdicts } from "./mitigated-steps.ts";
import { predictSteps, withLocks } from "./predicted-plan.ts";

/** A plan with the safe ways in it, and what was decided about each step. */
export interface MitigatedPlan {
  readonly plan: MigrationPlan;
  readonly verdicts: StepVerdicts;
}

/**
 * Puts safe ways into a plan where its statements would keep others waiting. It leads to the same schema.
 *
 * @param connection the database that the plan is for; nothing is written
 * @param plan the plan
 * @param tableSize rows of tables of which the database does not know how many they have
 * @returns the safer plan
 * @throws MIGRATION.PLAN_OUTDATED when the schema is not the one that the plan starts from
 * @throws MIGRATION.PLAN_CHANGED when the plan is not what it was when it was made
 */
export async function mitigatePlan(
  connection: Connection,
  plan: MigrationPlan,
  tableSize?: number,
): Promise<MitigatedPlan> {
  assertPlanSealed(plan);
  const catalog = await readCatalog(connection);
  const found = catalogFingerprint(catalog);
  if (found !== plan.from) throw planOutdated(connection, plan, found);
  const objects = indexCatalog(catalog);
  const facts = { serverVersion: catalog.serverVersion, objects };
  const prediction = await readPredictionFacts(connection);
  const predicted = await predictSteps(plan.segments, prediction);
  const findNeed = needFinder(connection, objects, tableSize);
  const verdicts = await judgeSteps(plan, facts, { findNeed, predicted });
  if (verdicts.treated.length === 0) return { plan, verdicts };
  const { hash: _, ...content } = plan;
  const segments = mitigatedSegments(plan.segments, verdicts);
  const safer = withLocks(segments, await predictSteps(segments, prediction));
  return { plan: sealMigrationPlan({ ...content, segments: safer }), verdicts };
}
