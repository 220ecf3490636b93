import type { RiskRule } from "../risk-input.ts";
import { bounded, lostWeight } from "../risk-score.ts";

/** Rows that make the change fail, perhaps after it has kept others waiting. */
export const rowsMisfit: RiskRule = {
  category: "AVAILABILITY",
  weigh({ misfits, step }) {
    return misfits
      .filter(({ value }) => value !== 0)
      .map(({ value, evidence }) => ({
        code: "CHANGE_FAILS",
        description:
          value === undefined
            ? `nobody knows whether ${step} fails: ${evidence.fact} were not counted`
            : `${step} fails: ${value} ${evidence.fact}`,
        impactScore: value === undefined ? 45 : bounded(65 + 20 * lostWeight(value)),
        evidence: [evidence],
      }));
  },
};
