import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { classifiedData } from "./factors/classified-data.ts";
import { dependentsBreak } from "./factors/dependents-break.ts";
import { generalRisk } from "./factors/general-risk.ts";
import { lockQueue } from "./factors/lock-queue.ts";
import { nameLost } from "./factors/name-lost.ts";
import { othersWait } from "./factors/others-wait.ts";
import { rowsMisfit } from "./factors/rows-misfit.ts";
import { unknownOf, unknowns } from "./factors/unknowns.ts";
import { valuesAltered } from "./factors/values-altered.ts";
import { valuesLost } from "./factors/values-lost.ts";
import { wayBack } from "./factors/way-back.ts";
import { workDone } from "./factors/work-done.ts";
import { RISK_CATEGORIES, type RiskAssessment, type RiskCategory, type RiskFactor } from "./risk-assessment.ts";
import type { RiskInput, RiskRule } from "./risk-input.ts";
import { categoryRisk, levelOfScore } from "./risk-score.ts";

const RULES: readonly RiskRule[] = [
  ...[valuesLost, valuesAltered, rowsMisfit, othersWait, lockQueue, workDone],
  ...[dependentsBreak, nameLost, wayBack, classifiedData, unknowns],
];

/**
 * Weighs what is known about a change. It depends on nothing but its input, and no larger figure, stronger lock or
 * further dependent ever makes a score smaller.
 *
 * @param input what is known
 * @returns the risk
 */
export function assessInput(input: RiskInput): RiskAssessment {
  const factors = new Map<RiskCategory, RiskFactor[]>(RISK_CATEGORIES.map((category) => [category, []]));
  for (const { category, weigh } of RULES) factors.get(category)?.push(...weigh(input));
  factors.get(input.prior.category)?.push(generalRisk(input));
  return assessmentOf((category) => factors.get(category) ?? [], unknownOf(input));
}

/**
 * The risk of several changes together: each category has the factors of all.
 *
 * @param assessments the changes
 * @returns the risk of all
 */
export function combineAssessments(assessments: readonly RiskAssessment[]): RiskAssessment {
  return assessmentOf(
    (category) => assessments.flatMap(({ categoryRisks }) => categoryRisks[category].riskFactors),
    [...new Set(assessments.flatMap(({ unknown }) => unknown))],
  );
}

function assessmentOf(
  factorsOf: (category: RiskCategory) => readonly RiskFactor[],
  unknown: readonly string[],
): RiskAssessment {
  const risk = (category: RiskCategory) => categoryRisk(unrepeated(factorsOf(category)));
  const categoryRisks = {
    DATA_LOSS: risk("DATA_LOSS"),
    AVAILABILITY: risk("AVAILABILITY"),
    PERFORMANCE: risk("PERFORMANCE"),
    ROLLBACK: risk("ROLLBACK"),
    COMPLIANCE: risk("COMPLIANCE"),
  };
  const overallScore = Math.max(...RISK_CATEGORIES.map((category) => categoryRisks[category].score));
  return freezeDeep({ overallRiskLevel: levelOfScore(overallScore), overallScore, categoryRisks, unknown });
}

/** The same reason twice, such as a lock that several statements take, is one. */
function unrepeated(factors: readonly RiskFactor[]): readonly RiskFactor[] {
  const heaviest = new Map<string, RiskFactor>();
  for (const factor of factors) {
    const key = `${factor.code} ${factor.description}`;
    const known = heaviest.get(key);
    if (known === undefined || known.impactScore < factor.impactScore) heaviest.set(key, factor);
  }
  return [...heaviest.values()];
}
