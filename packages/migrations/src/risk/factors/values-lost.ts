import type { RiskRule } from "../risk-input.ts";
import { bounded, lostWeight } from "../risk-score.ts";

/** What is put aside before can be brought back, as it was then. */
const WITH_BACKUP = 0.6;

/** Values or rows that are gone afterwards. */
export const valuesLost: RiskRule = {
  category: "DATA_LOSS",
  weigh: ({ lost, isBackedUp }) =>
    lost
      .filter(({ value }) => value !== 0)
      .map(({ value, isExact, evidence }) => {
        const many = value === undefined ? "nobody knows how many" : `${value}${isExact ? "" : " or so"}`;
        return {
          code: "VALUES_LOST",
          description: `${evidence.fact} are lost: ${many}${isBackedUp ? "; they are put aside before" : ""}`,
          impactScore: bounded((60 + 40 * lostWeight(value)) * (isBackedUp ? WITH_BACKUP : 1)),
          evidence: [evidence],
        };
      }),
};
