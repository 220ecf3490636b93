import { migrationErrors } from "../errors/migration-errors.ts";
import type { RiskLevel } from "../report/risk-level.ts";
import type { RiskAssessment } from "../risk/risk-assessment.ts";

/**
 * How much is done before and after: 1 applies the plan, which looks at its own result. 2 rehearses it on a copy first and
 * checks before, during and after. 3 makes it safer first, and rehearses it on copies of two sizes, there and back.
 */
export type SafetyLevel = 1 | 2 | 3;

const NEEDED: Readonly<Record<RiskLevel, SafetyLevel>> = { LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 3 };

/**
 * The level that a risk needs.
 *
 * @param risk the risk
 * @returns 1 for LOW, 2 for MEDIUM, 3 above
 */
export function neededSafetyLevel({ overallRiskLevel }: Pick<RiskAssessment, "overallRiskLevel">): SafetyLevel {
  return NEEDED[overallRiskLevel];
}

/**
 * The level that is used.
 *
 * @param risk the risk
 * @param asked what the caller wants; absent means what is needed
 * @returns the level
 * @throws MIGRATION.SAFETY_TOO_LOW when less is wanted than the risk needs
 */
export function chosenSafetyLevel(risk: RiskAssessment, asked: SafetyLevel | undefined): SafetyLevel {
  const needed = neededSafetyLevel(risk);
  if (asked === undefined || asked >= needed) return asked ?? needed;
  const heaviest = Object.values(risk.categoryRisks)
    .flatMap(({ riskFactors }) => riskFactors)
    .toSorted((left, right) => right.impactScore - left.impactScore)[0];
  throw migrationErrors.create("SAFETY_TOO_LOW", {
    message: `Safety level ${asked} is too low for a migration whose risk is ${risk.overallRiskLevel} (${risk.overallScore} of 100)`,
    why: heaviest === undefined ? "the risk needs more" : heaviest.description,
    fix: `use safetyLevel: ${needed}, leave it out, or make a plan that risks less`,
    meta: { needed, asked, score: risk.overallScore },
  });
}
