import type { CategoryRisk, RiskAssessment } from "../risk/risk-assessment.ts";
import { comparisonSentence, disagreementSentence, type EffectComparison } from "./effect-comparison.ts";
import type { MigrationRunReport, PhaseReport } from "./run-report.ts";

/** As many reasons of a category are shown; all are in the report itself. */
const MOST_REASONS = 5;

/**
 * Writes the report of a run as text for people.
 *
 * @param report the report
 * @returns lines without colours
 * @example
 * ```ts
 * import { type MigrationRunReport, renderRunReport } from "@dataflow/migrations";
 *
 * const print = (report: MigrationRunReport) => console.log(renderRunReport(report));
 * ```
 */
export function renderRunReport(report: MigrationRunReport): string {
  const { mitigation, requirements, rehearsal, locks } = report;
  return [
    `${report.target}: ${report.state}${report.reason === undefined ? "" : ` (${report.reason})`}`,
    `safety level ${report.safetyLevel}; the risk needs ${report.neededLevel}`,
    "",
    ...riskLines("Risk", report.risk),
    ...(mitigation === undefined
      ? []
      : [
          "",
          `Made safer by ${mitigation.strategies.filter(({ isApplied }) => isApplied).length} of ${mitigation.strategies.length} strategies; ${mitigation.riskReduction} % less risk`,
          ...mitigation.strategies.map(
            ({ category, step, description, isApplied }) =>
              `  ${isApplied ? "+" : "-"} ${category} for ${step}: ${description}`,
          ),
          ...mitigation.remaining.map((sentence) => `  ! ${sentence}`),
        ]),
    ...(rehearsal === undefined ? [] : ["", ...rehearsalLines(rehearsal)]),
    ...(rehearsal?.effects === undefined
      ? []
      : [...effectLines(rehearsal.effects), "", ...riskLines("Final risk", report.finalRisk)]),
    ...(requirements.length === 0 ? [] : ["", "Requirements"]),
    ...requirements.map(
      ({ requirement, required, holds, finding }) =>
        `  ${holds === true ? "holds" : holds === false ? "BROKEN" : "UNKNOWN"}  ${requirement} ${required}: ${finding}`,
    ),
    ...(locks.length === 0 ? [] : ["", "Locks"]),
    ...locks.map(
      ({ relation, lock, step, forMs }) =>
        `  ${lock} on ${relation} ${forMs === "unknown" ? "for an unknown time" : `for at most ${forMs.toFixed(0)} ms`} (${step})`,
    ),
    "",
    "Phases",
    ...report.phases.map(phaseLine),
  ].join("\n");
}

function rehearsalLines({ result, environments, downtime, rollback }: NonNullable<MigrationRunReport["rehearsal"]>) {
  const rows = environments.map(({ report }) => `${report.rows} rows`).join(" and ");
  const time = (bound: number | "unknown") => (bound === "unknown" ? "unknown" : `at most ${bound.toFixed(0)} ms`);
  return [
    `Rehearsed on ${rows}: ${result.success ? "it succeeded" : `it failed: ${result.failureReason ?? "nobody knows why"}`}`,
    `  others wait ${time(downtime.boundMs)}`,
    `  the way back takes ${time(rollback.boundMs)}${rollback.obstacle === undefined ? "" : `: ${rollback.obstacle}`}`,
  ];
}

function effectLines(effects: EffectComparison): readonly string[] {
  return [
    `  ${comparisonSentence(effects)}`,
    ...effects.disagreements.map((point) => `  ${point.isUnderstated ? "!" : "-"} ${disagreementSentence(point)}`),
    ...effects.unknown.map((sentence) => `  ? ${sentence}`),
  ];
}

function riskLines(title: string, risk: RiskAssessment): readonly string[] {
  return [
    `${title}: ${risk.overallRiskLevel}, ${risk.overallScore} of 100`,
    ...Object.entries(risk.categoryRisks).flatMap(([category, found]) => categoryLines(category, found)),
    ...risk.unknown.map((sentence) => `  ? ${sentence}`),
  ];
}

function categoryLines(category: string, { riskLevel, score, riskFactors }: CategoryRisk): readonly string[] {
  if (riskFactors.length === 0) return [];
  const left = riskFactors.length - MOST_REASONS;
  return [
    `  ${category.toLowerCase().replace("_", " ")}: ${riskLevel}, ${score}`,
    ...riskFactors.slice(0, MOST_REASONS).map(({ description, impactScore }) => `    ${impactScore}  ${description}`),
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}

function phaseLine({ phase, state, durationMs, detail }: PhaseReport): string {
  return `  ${state.padEnd(7)} ${phase}${state === "skipped" ? "" : ` (${durationMs.toFixed(0)} ms): ${detail}`}`;
}
