import type { Evidence } from "../../evidence/evidence.ts";
import { RISK_CATEGORIES, type RiskAssessment, type RiskFactor } from "../../risk/risk-assessment.ts";
import { comparisonSentence, disagreementSentence } from "../effect-comparison.ts";
import type { MigrationRunReport } from "../run-report.ts";
import { dependencyGraph } from "./dependency-graph.ts";
import { lockTimeline } from "./lock-timeline.ts";
import { html, type Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/**
 * Writes the report of a run as one page that needs nothing else: no script, no style, no image from anywhere.
 *
 * @param report the report
 * @returns HTML
 * @example
 * ```ts
 * import { writeFile } from "node:fs/promises";
 * import { type MigrationRunReport, renderRunPage } from "@dataflow/migrations";
 *
 * const save = (report: MigrationRunReport) => writeFile("migration.html", renderRunPage(report));
 * ```
 */
export function renderRunPage(report: MigrationRunReport): string {
  const { risk, mitigation, dependencies, locks } = report;
  const shown = dependencies.filter((one) => one.dependencies.length > 0);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Migration of ${report.target}</title><style>${STYLE}</style></head><body>
<h1>Migration of ${report.target}</h1>
<p class="state ${report.success ? "LOW" : "CRITICAL"}">${report.state}${report.reason === undefined ? "" : `: ${report.reason}`}</p>
<p>Begun ${report.startedAt}, at safety level ${report.safetyLevel}; the risk needs ${report.neededLevel}. Plan ${report.appliedHash}.</p>
<h2>Phases</h2>${phases(report)}
<h2>Risk</h2>${riskSection(risk)}
${mitigation === undefined ? "" : html`<h2>Made safer</h2><p>${mitigation.riskReduction} % less risk.</p>${strategies(mitigation)}${riskSection(mitigation.riskAfter)}`}
${rehearsalSection(report)}${effectSection(report)}${requirementSection(report)}
<h2>Locks over time</h2>${locks.length === 0 ? html`<p>None that others would notice.</p>` : html`<div class="wide">${lockTimeline(locks)}</div>`}
<h2>What depends on the tables</h2>${shown.length === 0 ? html`<p>Nothing.</p>` : shown.map((one) => html`<div class="wide">${dependencyGraph(one)}</div>${one.unknown.map((sentence) => html`<p>? ${sentence}</p>`)}`)}
<h2>Steps</h2>${report.steps.map(({ step, sql, boundMs, evidence }) => html`<h3>${step}</h3><p>${boundMs === "unknown" ? "Nobody knows how long it takes." : `It takes at most ${boundMs.toFixed(1)} ms.`}</p><pre>${sql.join(";\n")}</pre>${evidenceList(evidence)}`)}
${checkpoints(report)}
</body></html>
`.text;
}

function phases({ phases }: MigrationRunReport): Markup {
  return html`<table><tr><th>phase</th><th>state</th><th>ms</th><th></th></tr>${phases.map(
    ({ phase, state, durationMs, detail }) =>
      html`<tr class="${state}"><td>${phase}</td><td>${state}</td><td class="number">${state === "skipped" ? "" : durationMs.toFixed(0)}</td><td>${detail}</td></tr>`,
  )}</table>`;
}

function riskSection(risk: RiskAssessment): Markup {
  return html`<p class="state ${risk.overallRiskLevel}">${risk.overallRiskLevel}, ${risk.overallScore} of 100</p>${RISK_CATEGORIES.map(
    (category) => {
      const { riskLevel, score, riskFactors } = risk.categoryRisks[category];
      return html`<h3><span class="badge ${riskLevel}">${riskLevel} ${score}</span> ${category.toLowerCase().replace("_", " ")}</h3>${riskFactors.map(factorItem)}`;
    },
  )}${risk.unknown.map((sentence) => html`<p>? ${sentence}</p>`)}`;
}

function factorItem({ code, description, impactScore, evidence }: RiskFactor): Markup {
  return html`<details><summary><b>${impactScore}</b> ${description} <code>${code}</code></summary>${evidenceList(evidence)}</details>`;
}

function evidenceList(evidence: readonly Evidence[]): Markup {
  return html`<ul>${evidence.map(
    ({ source, fact, value, unit, query }) =>
      html`<li>${source}: ${fact} = <b>${value}${unit === undefined ? "" : ` ${unit}`}</b>${query === undefined ? "" : html`<details><summary>query</summary><pre>${query}</pre></details>`}</li>`,
  )}</ul>`;
}

function strategies({ strategies: all, remaining }: NonNullable<MigrationRunReport["mitigation"]>): Markup {
  return html`${all.map(
    ({ category, step, description, isApplied, implementationSteps, evidence }) =>
      html`<details><summary>${isApplied ? "+" : "-"} ${category}: ${description} (${step})</summary><pre>${implementationSteps.map(({ sql }) => sql).join(";\n")}</pre>${evidenceList(evidence)}</details>`,
  )}${remaining.map((sentence) => html`<p>! ${sentence}</p>`)}`;
}

function rehearsalSection({ rehearsal }: MigrationRunReport): Markup {
  if (rehearsal === undefined) return html``;
  const { result, environments, downtime, rollback } = rehearsal;
  const time = (bound: number | "unknown") => (bound === "unknown" ? "unknown" : `at most ${bound.toFixed(1)} ms`);
  const workload = result.performanceMetrics?.workload ?? [];
  return html`<h2>Rehearsal</h2><p>${result.success ? "It succeeded" : `It failed: ${result.failureReason ?? ""}`}, on ${environments.map(({ report }) => `${report.rows} rows`).join(" and ")}.</p>
<p>Others wait ${time(downtime.boundMs)}; the way back takes ${time(rollback.boundMs)}${rollback.obstacle === undefined ? "" : `: ${rollback.obstacle}`}.</p>${evidenceList([...downtime.evidence, ...rollback.evidence])}
${workload.length === 0 ? "" : html`<table><tr><th>statement</th><th>before, ms</th><th>after, ms</th></tr>${workload.map(({ statement, beforeMs, afterMs, errorCode }) => html`<tr><td><code>${statement}</code></td><td class="number">${beforeMs.toFixed(2)}</td><td class="number">${afterMs?.toFixed(2) ?? errorCode}</td></tr>`)}</table>`}`;
}

function effectSection({ rehearsal, finalRisk }: MigrationRunReport): Markup {
  const effects = rehearsal?.effects;
  if (effects === undefined) return html``;
  const { disagreements, unknown } = effects;
  return html`<h2>Foretold and seen</h2><p>${comparisonSentence(effects)}.</p>${disagreements.map((point) => html`<p><span class="badge ${point.isUnderstated ? "CRITICAL" : "LOW"}">${point.isUnderstated ? "more" : "less"}</span> ${disagreementSentence(point)}</p>`)}${unknown.map((sentence) => html`<p>? ${sentence}</p>`)}
<h2>Final risk</h2>${riskSection(finalRisk)}`;
}

function requirementSection({ requirements }: MigrationRunReport): Markup {
  if (requirements.length === 0) return html``;
  return html`<h2>Requirements</h2>${requirements.map(
    ({ requirement, required, holds, finding, evidence }) =>
      html`<details><summary><span class="badge ${holds === true ? "LOW" : "CRITICAL"}">${holds === true ? "holds" : holds === false ? "broken" : "unknown"}</span> ${requirement} ${required}: ${finding}</summary>${evidenceList(evidence)}</details>`,
  )}`;
}

function checkpoints({ validation }: MigrationRunReport): Markup {
  if (validation === undefined) return html``;
  return html`<h2>Checkpoints</h2>${validation.checkpointResults.map(
    ({ stage, validator, passed, problems, question, figures = {} }) =>
      html`<details><summary><span class="badge ${passed ? "LOW" : "CRITICAL"}">${passed ? "passed" : "failed"}</span> ${stage}: ${validator}</summary><p>${question}</p><ul>${problems.map((problem) => html`<li>${problem}</li>`)}${Object.entries(figures).map(([name, value]) => html`<li>${name} = ${value}</li>`)}</ul></details>`,
  )}`;
}
