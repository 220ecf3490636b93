import { suggestion } from "@dataflow/core";
import { migrationErrors } from "../errors/migration-errors.ts";
import { invalidOption } from "../errors/option-names.ts";
import type { MigrationProgress } from "./apply-progress.ts";

/** How rows are filled. */
export interface BackfillPace {
  /** Rows of the first batch; later ones are adapted so that a batch takes about `batchMs`. Default 1000. */
  readonly batchRows?: number;
  /** How long a batch should take, in milliseconds. Default 300. */
  readonly batchMs?: number;
  /** Pause after a batch, as a part of what the batch took. Default 0.5. */
  readonly pauseRatio?: number;
}

/** How a plan is applied. Every time is in milliseconds. */
export interface ApplyMigrationOptions {
  /** What history calls it. Default: the first steps. */
  readonly name?: string;
  /** How long to wait for the migration lock. Default 300,000. */
  readonly waitMs?: number;
  /** How long one statement may wait for a table that others use, before its whole segment is tried again. Default 2,000. */
  readonly lockTimeoutMs?: number;
  /** How long a segment is tried again while others are in its way. Default 60,000. */
  readonly retryMs?: number;
  /** How long one statement may run. Default 3,600,000. */
  readonly statementTimeoutMs?: number;
  readonly backfill?: BackfillPace;
  /** Whether what was done before a failure is taken back, where every step that was done can be. Default `false`. */
  readonly rollbackOnError?: boolean;
  /** Whether data that a step destroys is put aside before, so that the migration can be taken back. Default `true`. */
  readonly backupBeforeMigration?: boolean;
  readonly onProgress?: (event: MigrationProgress) => void;
  /**
   * Stops between two statements or batches, and ends the build of an index that runs, where another connection is free
   * to ask for it. What is done is kept, and the same plan goes on later.
   */
  readonly signal?: AbortSignal;
}

/** The same with the defaults filled in. */
export interface ResolvedApplyOptions {
  readonly name: string | undefined;
  readonly waitMs: number;
  readonly lockTimeoutMs: number;
  readonly retryMs: number;
  readonly statementTimeoutMs: number;
  readonly backfill: Required<BackfillPace>;
  readonly rollbackOnError: boolean;
  readonly backupBeforeMigration: boolean;
  readonly tell: (event: MigrationProgress) => void;
  readonly signal: AbortSignal | undefined;
}

const NAMES: readonly string[] = [
  "name",
  "waitMs",
  "lockTimeoutMs",
  "retryMs",
  "statementTimeoutMs",
  "backfill",
  "rollbackOnError",
  "backupBeforeMigration",
  "onProgress",
  "signal",
] satisfies (keyof ApplyMigrationOptions)[];
const PACE_NAMES: readonly string[] = ["batchRows", "batchMs", "pauseRatio"] satisfies (keyof BackfillPace)[];

/** The longest time that a timer and a server take. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 */
export function resolveApplyOptions(options: ApplyMigrationOptions): ResolvedApplyOptions {
  refuseUnknown(options, NAMES);
  const { name, rollbackOnError = false, backupBeforeMigration = true, onProgress, signal } = options;
  if (name !== undefined && typeof name !== "string") throw invalidOption("applyMigration", "name", "give a text");
  if (typeof rollbackOnError !== "boolean")
    throw invalidOption("applyMigration", "rollbackOnError", "give true or false");
  if (typeof backupBeforeMigration !== "boolean")
    throw invalidOption("applyMigration", "backupBeforeMigration", "give true or false");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw invalidOption("applyMigration", "onProgress", "give a function");
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalidOption("applyMigration", "signal", "give an AbortSignal");
  return Object.freeze({
    name,
    waitMs: duration("waitMs", options.waitMs ?? 300_000, 0),
    // Zero would mean "for ever" to a server, which is what this option is there to prevent.
    lockTimeoutMs: duration("lockTimeoutMs", options.lockTimeoutMs ?? 2_000, 1),
    retryMs: duration("retryMs", options.retryMs ?? 60_000, 0),
    statementTimeoutMs: duration("statementTimeoutMs", options.statementTimeoutMs ?? 3_600_000, 1),
    backfill: resolvePace(options.backfill ?? {}),
    rollbackOnError,
    backupBeforeMigration,
    tell: onProgress ?? (() => undefined),
    signal,
  });
}

/** Checks the pace of a backfill and fills in the defaults. @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION */
export function resolvePace(pace: BackfillPace): Required<BackfillPace> {
  refuseUnknown(pace, PACE_NAMES);
  const { batchRows = 1_000, pauseRatio = 0.5 } = pace;
  if (!(Number.isInteger(batchRows) && batchRows >= 1))
    throw invalidOption("applyMigration", "backfill.batchRows", "give a whole number, 1 or more");
  if (!(Number.isFinite(pauseRatio) && pauseRatio >= 0))
    throw invalidOption("applyMigration", "backfill.pauseRatio", "give a number, 0 or more");
  return { batchRows, batchMs: duration("backfill.batchMs", pace.batchMs ?? 300, 1), pauseRatio };
}

function refuseUnknown(options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw migrationErrors.create("UNKNOWN_OPTION", {
      message: `applyMigration has no option "${name}"`,
      why: "an option that is not known would be ignored without a word",
      fix: suggestion(name, names),
    });
  }
}

function duration(name: string, value: unknown, least: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= LONGEST_MS) return value;
  throw invalidOption("applyMigration", name, `give a whole number of milliseconds, ${least} or more`);
}
