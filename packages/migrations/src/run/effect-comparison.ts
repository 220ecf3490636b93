import type { EffectDisagreement } from "../effects/compare-effects.ts";
import type { RiskAssessment, RiskFactor } from "../risk/risk-assessment.ts";
import { scoreOfLevel } from "../risk/risk-score.ts";
import { withFactors } from "../risk/with-factors.ts";

/** A point in which a step of a plan does not do what was foretold. */
export type StepDisagreement = { readonly step: string } & EffectDisagreement;

/** What was foretold of a plan, compared with what a copy of the database was seen to do. */
export interface EffectComparison {
  /** Statements that run in a transaction. */
  readonly statements: number;
  /** Those of them of which everything was foretold, and everything seen. */
  readonly compared: number;
  readonly disagreements: readonly StepDisagreement[];
  /** What could not be compared, one sentence each. */
  readonly unknown: readonly string[];
}

/**
 * The risk of a plan after what it does was seen: where that is more than was foretold, others may wait longer.
 *
 * @param risk the risk that was assessed from what was foretold
 * @param comparison what was seen
 * @returns the risk; the same one when nothing was understated
 */
export function riskAfterTrace<Risk extends RiskAssessment>(risk: Risk, comparison: EffectComparison): Risk {
  const understated = comparison.disagreements.filter(({ isUnderstated }) => isUnderstated);
  return understated.length === 0 ? risk : withFactors(risk, "AVAILABILITY", understated.map(factor));
}

function factor(point: StepDisagreement): RiskFactor {
  return {
    code: "EFFECTS_UNDERSTATED",
    description: disagreementSentence(point),
    // A lock or a rewrite that nobody expected keeps others waiting, for a time that nobody planned for.
    impactScore: scoreOfLevel(point.about === "lock" || point.about === "rewrites" ? "CRITICAL" : "HIGH"),
    evidence: [
      { source: "statement", fact: `foretold: ${subject(point)}`, value: written(point.predicted) },
      { source: "trace", fact: `seen on a copy: ${subject(point)}`, value: written(point.traced) },
    ],
  };
}

/** Says in what a step differs from what was foretold of it. */
export function disagreementSentence(point: StepDisagreement): string {
  const degree = point.isUnderstated ? "more" : "less";
  return `${point.step} does ${degree} than was foretold: ${subject(point)} is ${written(point.traced)}, not ${written(point.predicted)}`;
}

function subject({ about, relation }: StepDisagreement): string {
  return relation === undefined ? about : `${about} of ${relation}`;
}

function written(value: EffectDisagreement["traced"]): string {
  return value === undefined ? "none" : String(value);
}

/** Says how much was compared, and what came of it. */
export function comparisonSentence({ statements, compared, disagreements }: EffectComparison): string {
  const part = compared === statements ? `all ${statements}` : `${compared} of ${statements}`;
  const more = disagreements.filter(({ isUnderstated }) => isUnderstated).length;
  const result = more === 0 ? "none does more" : `in ${more} points more is done`;
  return `${part} statements of transactions were compared with what was foretold; ${result}`;
}
