import type { ApplyMigrationOptions } from "../apply/apply-options.ts";

/**
 * How a mitigated plan is applied: whoever waits behind it for a lock waits no longer than it does itself, and a batch
 * holds its rows no longer than that. What does not get its lock in time is tried again, for a long time.
 */
export const GENTLY: ApplyMigrationOptions = Object.freeze({
  lockTimeoutMs: 40,
  retryMs: 600_000,
  backfill: Object.freeze({ batchRows: 200, batchMs: 20, pauseRatio: 0.5 }),
});
