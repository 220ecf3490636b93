import type { RiskRule } from "../risk-input.ts";

/** Data about which there are rules: who drops, copies or changes it may have to answer for that. */
export const classifiedData: RiskRule = {
  category: "COMPLIANCE",
  weigh: ({ classified }) =>
    classified.map(({ name, isHint, evidence }) => ({
      code: isHint ? "MAY_BE_PERSONAL" : "CLASSIFIED_DATA",
      description: isHint
        ? `${name} sounds like personal data; that is only a hint, a comment with @classified or @public would settle it`
        : `${name} is classified data, and is dropped, changed or copied`,
      impactScore: isHint ? 20 : 55,
      evidence: [evidence],
    })),
};
