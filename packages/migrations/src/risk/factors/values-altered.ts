import type { RiskRule } from "../risk-input.ts";
import { bounded, lostWeight } from "../risk-score.ts";

/** What is put aside before can be brought back, as it was then. */
const WITH_BACKUP = 0.6;

/** Values that another type does not hold as they are. */
export const valuesAltered: RiskRule = {
  category: "DATA_LOSS",
  weigh: ({ altered, isBackedUp }) =>
    altered
      .filter(({ value }) => value !== 0)
      .map(({ value, evidence }) => ({
        code: "VALUES_ALTERED",
        description: `${evidence.fact}: ${value ?? "nobody knows how many"}`,
        impactScore: bounded((55 + 45 * lostWeight(value)) * (isBackedUp ? WITH_BACKUP : 1)),
        evidence: [evidence],
      })),
};
