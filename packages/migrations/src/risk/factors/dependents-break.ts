import type { RiskLevel } from "../../report/risk-level.ts";
import type { RiskRule } from "../risk-input.ts";

const SCORES: Readonly<Record<RiskLevel, number>> = { LOW: 5, MEDIUM: 18, HIGH: 40, CRITICAL: 60 };

/** What needs something that goes or changes. */
export const dependentsBreak: RiskRule = {
  category: "AVAILABILITY",
  weigh: ({ dependencies }) =>
    dependencies.flatMap((report) =>
      report.dependencies.map(({ dependencyType, objectName, impactLevel, known, distance }) => ({
        code: "DEPENDENT_BREAKS",
        description: `${dependencyType} ${objectName} ${known === "possible" ? "may need" : "needs"} it${distance > 1 ? ` (${distance} steps away)` : ""}`,
        impactScore: SCORES[impactLevel],
        evidence: [{ source: "catalog", fact: `how it is known that ${objectName} depends on it`, value: known }],
      })),
    ),
};
