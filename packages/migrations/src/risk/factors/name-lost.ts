import type { RiskRule } from "../risk-input.ts";
import { bounded, lostWeight } from "../risk-score.ts";

/** Programs that still use the old name fail. */
export const nameLost: RiskRule = {
  category: "AVAILABILITY",
  weigh({ losesName, objectName, tables }) {
    if (!losesName) return [];
    const [facts] = tables;
    const used = facts?.activity.reads;
    const isKnown = used?.value !== undefined;
    return [
      {
        code: "NAME_LOST",
        description: `programs that use the name ${objectName} fail from then on${isKnown ? ` (read ${used?.value} times so far)` : ""}`,
        impactScore: bounded(30 + 20 * lostWeight(used?.value)),
        evidence:
          used === undefined
            ? [{ source: "statement", fact: "name that is lost", value: objectName }]
            : [used.evidence],
      },
    ];
  },
};
