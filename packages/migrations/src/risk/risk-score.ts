import { RISK_LEVELS, type RiskLevel } from "../report/risk-level.ts";
import type { CategoryRisk, RiskFactor } from "./risk-assessment.ts";

/** From which score on a level is reached, in the order of the levels. */
const LEAST_SCORES = [0, 26, 51, 76];
/** How much of its own score a factor adds of what is left to 100, when another one is heavier. */
const SHARE_OF_LIGHTER = 0.2;
/** So many rows weigh as much as any more. */
const MOST_ROWS = 8;
/** So many rows are worked through before anybody notices. */
const FREE_ROWS = 2;

/**
 * The level of a score.
 *
 * @param score 0 to 100
 * @returns LOW to 25, MEDIUM to 50, HIGH to 75, CRITICAL above
 */
export function levelOfScore(score: number): RiskLevel {
  return RISK_LEVELS[LEAST_SCORES.findLastIndex((least) => score >= least)] ?? "CRITICAL";
}

/** What a level is worth when nothing but the level is known. */
const LEVEL_SCORES: Readonly<Record<RiskLevel, number>> = { LOW: 10, MEDIUM: 30, HIGH: 55, CRITICAL: 80 };

/** The score of a level that is known without any figures. */
export function scoreOfLevel(level: RiskLevel): number {
  return LEVEL_SCORES[level];
}

/**
 * The risk of one category: the heaviest factor, raised by each other one. Another factor, or a heavier one, never lowers it.
 *
 * @param factors the reasons
 * @returns level, score and the reasons, the heaviest first
 */
export function categoryRisk(factors: readonly RiskFactor[]): CategoryRisk {
  const riskFactors = factors.toSorted(
    (left, right) => right.impactScore - left.impactScore || (left.code < right.code ? -1 : 1),
  );
  const [heaviest = 0, ...others] = riskFactors.map(({ impactScore }) => impactScore);
  const left = others.reduce((rest, score) => rest * (1 - (SHARE_OF_LIGHTER * score) / 100), 1);
  const score = bounded(heaviest + (100 - heaviest) * (1 - left));
  return { riskLevel: levelOfScore(score), score, riskFactors };
}

/** A whole number from 0 to 100. */
export function bounded(score: number): number {
  return Math.min(100, Math.max(0, Math.round(score)));
}

/**
 * How much it weighs that so many rows are lost: from 0 for none to 1 for a hundred million and more.
 *
 * @param rows the rows; undefined when nobody knows, which weighs as much as any number
 */
export function lostWeight(rows: number | undefined): number {
  return rows === undefined ? 1 : Math.min(1, Math.log10(1 + Math.max(0, rows)) / MOST_ROWS);
}

/**
 * How much it weighs that so many rows are worked through: 0 up to a hundred, 1 for a hundred million and more.
 *
 * @param rows the rows; undefined when nobody knows, which weighs as much as any number
 */
export function workWeight(rows: number | undefined): number {
  if (rows === undefined) return 1;
  const digits = Math.log10(1 + Math.max(0, rows));
  return Math.min(1, Math.max(0, digits - FREE_ROWS) / (MOST_ROWS - FREE_ROWS));
}
