import { freezeDeep } from "../snapshot/freeze-deep.ts";
import type { RiskAssessment, RiskCategory, RiskFactor } from "./risk-assessment.ts";
import { categoryRisk, levelOfScore } from "./risk-score.ts";

/**
 * A risk with more reasons, which never lower it.
 *
 * @param risk the risk
 * @param category what the reasons are about
 * @param factors the reasons
 * @returns the risk with them
 */
export function withFactors<Risk extends RiskAssessment>(
  risk: Risk,
  category: RiskCategory,
  factors: readonly RiskFactor[],
): Risk {
  const raised = categoryRisk([...risk.categoryRisks[category].riskFactors, ...factors]);
  const overallScore = Math.max(risk.overallScore, raised.score);
  const categoryRisks = { ...risk.categoryRisks, [category]: raised };
  return freezeDeep({ ...risk, overallScore, overallRiskLevel: levelOfScore(overallScore), categoryRisks });
}
