import type { Evidence } from "../evidence/evidence.ts";
import type { RiskLevel } from "../report/risk-level.ts";

/** What can go wrong with a change. */
export const RISK_CATEGORIES = ["DATA_LOSS", "AVAILABILITY", "PERFORMANCE", "ROLLBACK", "COMPLIANCE"] as const;

/** One of {@link RISK_CATEGORIES}. */
export type RiskCategory = (typeof RISK_CATEGORIES)[number];

/** One reason for a risk. */
export interface RiskFactor {
  /** Stable: `"VALUES_LOST"`, `"WRITERS_WAIT"`. */
  readonly code: string;
  /** In one sentence with its figures; never a value of a row. */
  readonly description: string;
  /** 0 to 100. */
  readonly impactScore: number;
  /** What it is derived from; never empty. */
  readonly evidence: readonly Evidence[];
}

/** The risk of one category: that of its heaviest factor, raised by the others. */
export interface CategoryRisk {
  readonly riskLevel: RiskLevel;
  /** 0 to 100. */
  readonly score: number;
  readonly riskFactors: readonly RiskFactor[];
}

/** What can go wrong with a change, and why it is believed. */
export interface RiskAssessment {
  readonly overallRiskLevel: RiskLevel;
  /** 0 to 100. */
  readonly overallScore: number;
  readonly categoryRisks: Readonly<Record<RiskCategory, CategoryRisk>>;
  /** What could not be found out, one sentence each; each raises the level. */
  readonly unknown: readonly string[];
}
