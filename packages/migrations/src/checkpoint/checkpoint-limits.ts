import { migrationErrors } from "../errors/migration-errors.ts";
import { checkOptionNames } from "../errors/option-names.ts";

/** From where on something counts as wrong. */
export interface CheckpointLimits {
  /** A transaction of another session that is open for longer. Default 300,000. */
  readonly transactionMs: number;
  /** A question and its answer that take longer. Default 1,000. */
  readonly roundTripMs: number;
  /** Sessions that wait for a lock. Default 0. */
  readonly waitingSessions: number;
  /** Tables with as many rows need an index for each foreign key. Default 1,000. */
  readonly unindexedRows: number;
  /** How many times its size before a table may have. Default 3. */
  readonly growth: number;
}

const DEFAULTS: CheckpointLimits = Object.freeze({
  transactionMs: 300_000,
  roundTripMs: 1_000,
  waitingSessions: 0,
  unindexedRows: 1_000,
  growth: 3,
});

/** Checks the limits and fills in the defaults. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function resolveLimits(limits: Partial<CheckpointLimits>): CheckpointLimits {
  checkOptionNames("ValidationCheckpointManager", limits, Object.keys(DEFAULTS));
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) continue;
    throw migrationErrors.create("INVALID_OPTION", {
      message: `The limit "${name}" of ValidationCheckpointManager has a value it cannot have`,
      why: "nothing could be compared with it",
      fix: "give a number, 0 or more",
    });
  }
  return Object.freeze({ ...DEFAULTS, ...limits });
}
