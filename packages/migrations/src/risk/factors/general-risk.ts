import type { RiskFactor } from "../risk-assessment.ts";
import type { RiskInput } from "../risk-input.ts";
import { scoreOfLevel } from "../risk-score.ts";

/**
 * What such changes are worth in general. It holds until a fact proves it wrong, and then the fact is shown.
 *
 * @param input what is known
 * @returns the factor; it belongs to the category of the input's prior
 */
export function generalRisk({ prior, step }: RiskInput): RiskFactor {
  const { disproof } = prior;
  if (disproof !== undefined) {
    const description = `${step} would be ${prior.level} in general; that ${disproof.fact} are ${disproof.value} proves that nothing is lost here`;
    return { code: "PROVED_HARMLESS", description, impactScore: 0, evidence: [disproof] };
  }
  return {
    code: "GENERAL_RISK",
    description: `${step} is ${prior.level} in general, and no fact proves the contrary`,
    impactScore: scoreOfLevel(prior.level),
    evidence: [{ source: "statement", fact: "level of such changes in general", value: prior.level }],
  };
}
