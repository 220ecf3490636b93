import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { MeasuredImpact } from "./removal-impact.ts";

/** Writing a row aside, and giving it back to a copy, against reading it once. */
const TIMES_READ = 40;
/** Work on more rows than fit into memory was measured up to this much slower per row than on a few. */
const SLOWER_WHEN_LARGE = 4;
/** A transaction with its journal and a look at the catalog. */
const SEGMENT_MS = 200;

/**
 * How long a removal takes at most, without the waiting for others.
 *
 * @param migration what is done
 * @param measured how long it took to read the column once
 * @returns milliseconds; `"unknown"` when that did not come to an end
 */
export function estimateRemoval({ segments }: MigrationPlan, { readMs }: MeasuredImpact): number | "unknown" {
  const fixed = SEGMENT_MS * Math.max(1, segments.length);
  const isCopied = segments.some(({ steps }) =>
    steps.some(
      ({ backup, backfill, operation }) =>
        backup !== undefined || backfill !== undefined || operation === "rebuildTable",
    ),
  );
  if (!isCopied) return fixed;
  if (readMs === undefined) return "unknown";
  return Math.ceil(fixed + readMs * TIMES_READ * SLOWER_WHEN_LARGE);
}
