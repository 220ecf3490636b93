import type { RiskRule } from "../risk-input.ts";

/** What could not be found out is never safe. */
export const unknowns: RiskRule = {
  category: "AVAILABILITY",
  weigh: (input) =>
    unknownOf(input).map((sentence) => ({
      code: "UNKNOWN",
      description: sentence,
      impactScore: 30,
      evidence: [{ source: "statement", fact: sentence, value: "unknown" }],
    })),
};

/** Everything that could not be found out about a change, each sentence once. */
export function unknownOf({ unknown, effects, dependencies }: Parameters<RiskRule["weigh"]>[0]): readonly string[] {
  return [
    ...new Set([
      ...unknown,
      ...effects.flatMap((effect) => effect.unknown),
      ...dependencies.flatMap((report) => report.unknown),
    ]),
  ];
}
