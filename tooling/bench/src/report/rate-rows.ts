import type { VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundRatios } from "../measure/statistics.ts";
import { atLeast, type ResultRow } from "./result-table.ts";

/** How fast many rows are. */
export const RATE_COLUMNS = [
  { name: "rows/s", digits: 0 },
  { name: "ratio", digits: 2 },
  { name: "CPU µs/row", digits: 1 },
] as const;

/** What rates are of. */
export interface RateTask {
  /** How many rows a variant went through. */
  readonly count: number;
  /** The goal of the last variant. */
  readonly leastRatio?: number;
  /** Variants that are shown and are not what others are measured by. */
  readonly beyondCompare?: ReadonlySet<string>;
}

/**
 * Rows of a table that compares ways of doing the same by hand with DataFlow's.
 *
 * @param samples of each way; the last is DataFlow's
 * @param task what they are of
 * @returns rows whose ratio is to the fastest way by hand
 */
export function rateRows(samples: readonly VariantSamples[], task: RateTask): readonly ResultRow[] {
  const byHand = samples.slice(0, -1).filter(({ label }) => task.beyondCompare?.has(label) !== true);
  const [first] = byHand;
  if (first === undefined) throw new Error("there is nothing to compare with");
  const base = byHand.reduce((best, one) => (median(one.times) < median(best.times) ? one : best), first);
  return samples.map(({ label, times, processorTimes }, index) => {
    // More rows a second is less time, so the ratio is the other way round.
    const ratio = median(roundRatios(base.times, times));
    const isLast = index === samples.length - 1;
    return {
      label,
      figures: [(task.count * 1_000_000) / median(times), ratio, median(processorTimes) / task.count],
      ...(isLast && task.leastRatio !== undefined ? { goal: atLeast(ratio, task.leastRatio, "×") } : {}),
    };
  });
}
