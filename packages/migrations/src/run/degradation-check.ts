import type { Evidence } from "../evidence/evidence.ts";
import type { PerformanceMetrics } from "../staging/staging-test.ts";
import type { RequirementCheck } from "./business-requirements.ts";

/** On small tables statements take what asking takes, which differs by half from one time to the next. */
const LEAST_MS = 20;

function timesOf(before: number, after: number): readonly Evidence[] {
  return [
    { source: "measurement", fact: "time of all statements before", value: before, unit: "ms" },
    { source: "measurement", fact: "time of all statements after", value: after, unit: "ms" },
  ];
}

/**
 * Compares how much slower programs may get with what was measured: all statements together, for the time of one alone is
 * mostly that of asking.
 *
 * @param required how many percent
 * @param metrics what was measured on a copy; without it the answer is unknown
 * @returns the check; unknown when all statements together are too short to tell a change from chance
 */
export function degradationCheck(required: number, metrics: PerformanceMetrics | undefined): RequirementCheck {
  const common = { requirement: "performanceDegradationAcceptable", required } as const;
  const compared = (metrics?.workload ?? []).flatMap(({ beforeMs, afterMs }) =>
    afterMs === undefined ? [] : [{ beforeMs, afterMs }],
  );
  if (metrics === undefined || (compared.length === 0 && metrics.failing === 0))
    return { ...common, bound: "unknown", holds: "unknown", finding: "no statement could be compared", evidence: [] };
  const sum = (name: "beforeMs" | "afterMs") => compared.reduce((total, one) => total + one[name], 0);
  const [before, after] = [sum("beforeMs"), sum("afterMs")];
  if (metrics.failing === 0 && Math.max(before, after) < LEAST_MS) {
    const finding = `all statements take less than ${LEAST_MS} ms together: a change cannot be told from chance`;
    return { ...common, bound: "unknown", holds: "unknown", finding, evidence: timesOf(before, after) };
  }
  const bound = before === 0 ? 0 : Math.max(0, (after / before - 1) * 100);
  return {
    ...common,
    bound,
    holds: metrics.failing === 0 && bound <= required,
    finding:
      metrics.failing > 0
        ? `${metrics.failing} statements of programs fail afterwards`
        : `statements take ${bound.toFixed(1)} % longer`,
    evidence: [
      ...timesOf(before, after),
      { source: "measurement", fact: "statements that fail after and did not before", value: metrics.failing },
    ],
  };
}
