import type { Evidence } from "../evidence/evidence.ts";
import type { PlanSegment } from "../plan/migration-plan.ts";
import type { Rehearsal } from "./addition.ts";
import { DEFAULT_PACE } from "./addition-pace.ts";

/** Work on more rows than fit into memory was measured up to this much slower per row than on a few. */
const SLOWER_WHEN_LARGE = 4;
/** A transaction with its journal, against the one statement that was measured. */
const STATEMENTS_PER_SEGMENT = 20;

/**
 * How long it takes at most, without the waiting for others: rows at the speed of the rehearsal, slowed down.
 *
 * @param rehearsal what was measured
 * @param rows of the table; undefined when nobody knows
 * @param segments what is done
 * @returns milliseconds; `"unknown"` when a part of it could not be measured
 */
export function estimateAddition(
  rehearsal: Rehearsal,
  rows: number | undefined,
  segments: readonly PlanSegment[],
): number | "unknown" {
  if (rehearsal.refused !== undefined) return "unknown";
  const changes = Math.max(1, rehearsal.changeMs) * STATEMENTS_PER_SEGMENT * segments.length;
  if (!segments.some(writesRows)) return Math.ceil(changes);
  if (rows === undefined) return "unknown";
  if (rows === 0) return Math.ceil(changes);
  if (rehearsal.sampleRows === 0) return "unknown";
  const perRow = (rehearsal.sampleMs / rehearsal.sampleRows) * SLOWER_WHEN_LARGE * (1 + DEFAULT_PACE.pauseRatio);
  return Math.ceil(changes + perRow * rows);
}

/** Whether a segment writes or copies all rows. */
export function writesRows({ steps }: PlanSegment): boolean {
  return steps.some(({ backfill, operation }) => backfill !== undefined || operation === "rebuildTable");
}

/** The measurements that the estimate stands on. */
export function rehearsalEvidence({ sampleRows, sampleMs, changeMs }: Rehearsal): readonly Evidence[] {
  return [
    { source: "measurement", fact: "rows that were filled on a copy", value: sampleRows, unit: "rows" },
    { source: "measurement", fact: "time for filling them", value: Math.round(sampleMs * 100) / 100, unit: "ms" },
    { source: "measurement", fact: "time for the column alone", value: Math.round(changeMs * 100) / 100, unit: "ms" },
  ];
}
