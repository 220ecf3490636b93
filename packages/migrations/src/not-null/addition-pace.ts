import type { BackfillPace } from "../apply/apply-options.ts";

/** Small batches: whoever wants to write a row of one waits for it. */
export const DEFAULT_PACE = Object.freeze({ batchRows: 500, batchMs: 40, pauseRatio: 0.25 }) satisfies BackfillPace;

/** Writers queue behind a change that waits for its lock, so it gives up soon, and tries again for long. */
export const LOCK_TIMEOUT_MS = 40;
export const RETRY_MS = 300_000;
