import type { Dependency } from "../../dependencies/dependency.ts";
import type { RiskLevel } from "../../report/risk-level.ts";
import type { RiskFactor } from "../risk-assessment.ts";
import type { RiskRule } from "../risk-input.ts";

const SCORES: Readonly<Record<RiskLevel, number>> = { LOW: 5, MEDIUM: 18, HIGH: 40, CRITICAL: 60 };

/** What needs something that goes or changes. */
export const dependentsBreak: RiskRule = {
  category: "AVAILABILITY",
  weigh: ({ dependencies }) =>
    dependencies.flatMap((report) => {
      const known = report.dependencies.filter((dependency) => dependency.known !== "possible");
      const possible = report.dependencies.filter((dependency) => dependency.known === "possible");
      return [...known.map(knownFactor), ...possibleFactor(possible)];
    }),
};

function knownFactor({ dependencyType, objectName, impactLevel, known, distance }: Dependency): RiskFactor {
  return {
    code: "DEPENDENT_BREAKS",
    description: `${dependencyType} ${objectName} needs it${distance > 1 ? ` (${distance} steps away)` : ""}`,
    impactScore: SCORES[impactLevel],
    evidence: [{ source: "catalog", fact: `how it is known that ${objectName} depends on it`, value: known }],
  };
}

/** What nobody understands may need everything: one reason for each change, however many there are. */
function possibleFactor(possible: readonly Dependency[]): readonly RiskFactor[] {
  if (possible.length === 0) return [];
  const names = possible.map(({ dependencyType, objectName }) => `${dependencyType} ${objectName}`).toSorted();
  return [
    {
      code: "DEPENDENT_BREAKS",
      description: `what nobody understands may need it: ${names.join(", ")}`,
      impactScore: Math.max(...possible.map(({ impactLevel }) => SCORES[impactLevel])),
      evidence: [{ source: "catalog", fact: "how many objects may depend on it", value: possible.length }],
    },
  ];
}
