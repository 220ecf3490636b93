import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { BusinessRequirements, RequirementCheck } from "./business-requirements.ts";
import { degradationCheck } from "./degradation-check.ts";
import type { PlanRehearsal } from "./plan-rehearsal.ts";

const NAMES: readonly string[] = [
  "maxDowntimeMinutes",
  "rollbackTimeLimitMinutes",
  "dataConsistencyCritical",
  "performanceDegradationAcceptable",
] satisfies (keyof BusinessRequirements)[];

const MINUTE_MS = 60_000;

/** Checks the requirements themselves. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function assertRequirements(requirements: BusinessRequirements): void {
  checkOptionNames("businessRequirements", requirements, NAMES);
  const { dataConsistencyCritical, ...numbers } = requirements;
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined || (typeof value === "number" && Number.isFinite(value) && value >= 0)) continue;
    throw invalid(name, "give a number, 0 or more");
  }
  if (dataConsistencyCritical !== undefined && typeof dataConsistencyCritical !== "boolean")
    throw invalid("dataConsistencyCritical", "give true or false");
}

function invalid(name: string, fix: string): Error {
  return migrationErrors.create("INVALID_OPTION", {
    message: `The business requirement "${name}" has a value it cannot have`,
    why: "nothing could be compared with it",
    fix,
  });
}

/**
 * Compares what a change may cost with what a rehearsal measured.
 *
 * @param requirements what it may cost
 * @param rehearsal what was measured; without one everything is unknown
 * @returns one check for each requirement
 */
export function checkRequirements(
  requirements: BusinessRequirements,
  rehearsal: PlanRehearsal | undefined,
): readonly RequirementCheck[] {
  const { maxDowntimeMinutes, rollbackTimeLimitMinutes, dataConsistencyCritical, performanceDegradationAcceptable } =
    requirements;
  return [
    ...(maxDowntimeMinutes === undefined ? [] : [downtime(maxDowntimeMinutes, rehearsal)]),
    ...(rollbackTimeLimitMinutes === undefined ? [] : [rollback(rollbackTimeLimitMinutes, rehearsal)]),
    ...(dataConsistencyCritical === true ? [consistency(rehearsal)] : []),
    ...(performanceDegradationAcceptable === undefined
      ? []
      : [degradationCheck(performanceDegradationAcceptable, rehearsal?.result.performanceMetrics)]),
  ];
}

function downtime(required: number, rehearsal: PlanRehearsal | undefined): RequirementCheck {
  return timed("maxDowntimeMinutes", required, {
    boundMs: rehearsal?.downtime.boundMs ?? "unknown",
    evidence: rehearsal?.downtime.evidence ?? [],
    what: "readers or writers wait in all",
  });
}

function rollback(required: number, rehearsal: PlanRehearsal | undefined): RequirementCheck {
  return timed("rollbackTimeLimitMinutes", required, {
    boundMs: rehearsal?.rollback.boundMs ?? "unknown",
    evidence: rehearsal?.rollback.evidence ?? [],
    what: rehearsal?.rollback.obstacle ?? "taking it back takes",
  });
}

function timed(
  requirement: RequirementCheck["requirement"],
  required: number,
  found: { readonly boundMs: number | "unknown"; readonly evidence: readonly Evidence[]; readonly what: string },
): RequirementCheck {
  const { boundMs, evidence, what } = found;
  if (boundMs === "unknown") {
    const finding = `${what}: nobody knows how long`;
    return { requirement, required, bound: "unknown", holds: "unknown", finding, evidence };
  }
  const bound = boundMs / MINUTE_MS;
  const finding = `${what} at most ${boundMs.toFixed(0)} ms`;
  return { requirement, required, bound, holds: bound <= required, finding, evidence };
}

function consistency(rehearsal: PlanRehearsal | undefined): RequirementCheck {
  const check = rehearsal?.result.dataIntegrityCheck;
  const common = { requirement: "dataConsistencyCritical", required: true } as const;
  if (check === undefined)
    return {
      ...common,
      bound: "unknown",
      holds: "unknown",
      finding: "rows and constraints were not compared",
      evidence: [],
    };
  const problems = check.checks.flatMap(({ newProblems }) => newProblems);
  return {
    ...common,
    bound: check.passed,
    holds: check.passed,
    finding: check.passed ? "no row or constraint is worse than before" : problems.join("; "),
    evidence: [
      { source: "measurement", fact: "problems that were not there before the rehearsal", value: problems.length },
    ],
  };
}
