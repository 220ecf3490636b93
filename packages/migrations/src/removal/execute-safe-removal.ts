import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import { type ApplyMigrationOptions, resolveApplyOptions } from "../apply/apply-options.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { checkOptionNames, invalidOption } from "../errors/option-names.ts";
import { readLastRecord, readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { DEFAULT_PACE, LOCK_TIMEOUT_MS, RETRY_MS } from "../not-null/addition-pace.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertPlanSealed, sealMigrationPlan } from "../plan/seal-migration-plan.ts";
import { checkRemovalRequest } from "./check-removal-request.ts";
import { planColumnRemoval } from "./plan-column-removal.ts";
import type {
  BackupStrategy,
  ColumnRemovalPlan,
  RemovalResult,
  RemovalState,
  RemovalValidation,
  SoftDrop,
} from "./removal-plan.ts";
import { StageWatch } from "./stage-watch.ts";
import { validateRemovalSafety } from "./validate-removal-safety.ts";

/** How a column is removed. */
export interface ExecuteRemovalOptions
  extends Pick<ApplyMigrationOptions, "waitMs" | "lockTimeoutMs" | "retryMs" | "backfill" | "onProgress" | "signal"> {
  /** Whether somebody has to say yes. Default `true`. */
  readonly confirmationRequired?: boolean;
  /** Is shown the plan and what was found, and says yes or no. `true` is a yes. */
  readonly confirm?: true | ((plan: ColumnRemovalPlan, validation: RemovalValidation) => boolean | Promise<boolean>);
  /** Whether a warning is enough to stop before anything is changed. Default `false`. */
  readonly stopOnWarning?: boolean;
  /** Whether the database is asked after each stage whether it did what it should. Default `true`. */
  readonly validateAfterEachStage?: boolean;
  /** How long a stage may take; then what was done is taken back. Default 1,800,000. */
  readonly stageTimeoutMs?: number;
  /** Another one than that of the plan, which is made again for it. */
  readonly backupStrategy?: BackupStrategy;
  /** Hides the column instead; the plan is made again for it. */
  readonly softDrop?: SoftDrop;
}

const NAMES: readonly string[] = [
  "confirmationRequired",
  "confirm",
  "stopOnWarning",
  "validateAfterEachStage",
  "stageTimeoutMs",
  "backupStrategy",
  "softDrop",
  "waitMs",
  "lockTimeoutMs",
  "retryMs",
  "backfill",
  "onProgress",
  "signal",
] satisfies (keyof ExecuteRemovalOptions)[];

/** The longest time that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Removes a column as planned: validates, asks, puts aside, tries to give back, and only then drops. What was done before
 * a failure is taken back.
 *
 * @param connection the database, outside of any transaction
 * @param given the plan
 * @param options who is asked, and what stops it
 * @returns how it ended; also when it was not begun
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @throws MIGRATION.PLAN_CHANGED when the plan is not what it was
 */
export async function executeSafeRemoval(
  connection: Connection,
  given: ColumnRemovalPlan,
  options: ExecuteRemovalOptions = {},
): Promise<RemovalResult> {
  const startedAt = performance.now();
  const checked = checkOptions(options);
  assertPlanSealed(given.migration);
  const plan = await withOverrides(connection, given, options);
  const migration = checked.validateAfterEachStage ? withChecks(plan) : plan.migration;
  const isUnderWay = await wasBegun(connection, migration);
  const validation = isUnderWay ? UNDER_WAY : await validateRemovalSafety(connection, plan);
  const end = (result: RemovalState, more: Partial<RemovalResult> = {}): RemovalResult =>
    Object.freeze({
      result,
      stagesCompleted: [],
      rollbackExecuted: false,
      validation,
      ...more,
      totalDurationMs: Math.round(performance.now() - startedAt),
    });
  const obstacle = isUnderWay ? undefined : await obstacleOf(plan, validation, checked);
  if (obstacle !== undefined) return end(obstacle.state, { errorMessage: obstacle.message });
  return end("SUCCESS", await apply(connection, { plan, migration, checked, options }));
}

const UNDER_WAY: RemovalValidation = { isSafe: true, blockingDependencies: [], problems: [], warnings: [] };

interface CheckedOptions {
  readonly confirmationRequired: boolean;
  readonly confirm: ExecuteRemovalOptions["confirm"];
  readonly stopOnWarning: boolean;
  readonly validateAfterEachStage: boolean;
  readonly stageTimeoutMs: number;
}

function checkOptions(options: ExecuteRemovalOptions): CheckedOptions {
  checkOptionNames("executeSafeRemoval", options, NAMES);
  const { confirm, confirmationRequired = true, stopOnWarning = false, validateAfterEachStage = true } = options;
  const { stageTimeoutMs = 1_800_000 } = options;
  for (const [name, value] of Object.entries({ confirmationRequired, stopOnWarning, validateAfterEachStage }))
    if (typeof value !== "boolean") throw invalidOption("executeSafeRemoval", name, "give true or false");
  if (confirm !== undefined && confirm !== true && typeof confirm !== "function")
    throw invalidOption("executeSafeRemoval", "confirm", "give true, or a function that says yes or no");
  if (!Number.isInteger(stageTimeoutMs) || stageTimeoutMs < 1 || stageTimeoutMs > LONGEST_MS)
    throw invalidOption("executeSafeRemoval", "stageTimeoutMs", "give a whole number of milliseconds, 1 or more");
  resolveApplyOptions(applyOptions(options));
  return { confirm, confirmationRequired, stopOnWarning, validateAfterEachStage, stageTimeoutMs };
}

/** What is handed on as it is. */
function applyOptions(options: ExecuteRemovalOptions): ApplyMigrationOptions {
  const { waitMs, lockTimeoutMs = LOCK_TIMEOUT_MS, retryMs = RETRY_MS, backfill, onProgress, signal } = options;
  return {
    lockTimeoutMs,
    retryMs,
    backfill: { ...DEFAULT_PACE, ...backfill },
    ...(waitMs !== undefined && { waitMs }),
    ...(onProgress !== undefined && { onProgress }),
    ...(signal !== undefined && { signal }),
  };
}

/** A plan for what is wanted now. */
async function withOverrides(
  connection: Connection,
  plan: ColumnRemovalPlan,
  { backupStrategy, softDrop }: ExecuteRemovalOptions,
): Promise<ColumnRemovalPlan> {
  const { request } = plan;
  const wanted = {
    ...request,
    ...(backupStrategy !== undefined && { backupStrategy }),
    ...(softDrop !== undefined && { softDrop }),
  };
  const [before, after] = [checkRemovalRequest(request), checkRemovalRequest(wanted)];
  const isSame =
    before.backupStrategy === after.backupStrategy && before.softDrop?.retentionMs === after.softDrop?.retentionMs;
  return isSame ? plan : planColumnRemoval(connection, wanted);
}

function withChecks({ migration, stageChecks }: ColumnRemovalPlan): MigrationPlan {
  const { hash: _hash, ...content } = migration;
  const segments = migration.segments.map((segment) => ({
    ...segment,
    steps: segment.steps.map((step) => {
      const own = stageChecks.filter((each) => each.step === step.id).map(({ check }) => check);
      return own.length === 0 ? step : { ...step, checks: [...(step.checks ?? []), ...own] };
    }),
  }));
  return sealMigrationPlan({ ...content, segments });
}

/** A removal that was begun is ended as it was planned; nobody is asked again. */
async function wasBegun(connection: Connection, migration: MigrationPlan): Promise<boolean> {
  if (catalogFingerprint(await readCatalog(connection), migration.unspelled) === migration.to) return true;
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return false;
  const last = await readLastRecord(connection);
  return last?.hash === migration.hash && last.state === "applying";
}

interface Obstacle {
  readonly state: RemovalState;
  readonly message: string;
}

async function obstacleOf(
  plan: ColumnRemovalPlan,
  validation: RemovalValidation,
  { confirm, confirmationRequired, stopOnWarning }: CheckedOptions,
): Promise<Obstacle | undefined> {
  const { blockingDependencies, problems, warnings } = validation;
  const isSkipped = plan.request.dependencyResolutionStrategy === "skip_unsafe";
  const reasons = blockingDependencies.map(
    ({ dependencyType, objectName, reason }) => `${dependencyType} ${objectName}: ${reason}`,
  );
  if (reasons.length > 0) return { state: isSkipped ? "SKIPPED" : "DEPENDENCY_BLOCKED", message: reasons.join("; ") };
  if (problems.length > 0) return { state: "VALIDATION_FAILED", message: problems.join(" ") };
  if (stopOnWarning && warnings.length > 0) return { state: "STOPPED_ON_WARNING", message: warnings.join(" ") };
  if (!confirmationRequired || confirm === true) return undefined;
  const isConfirmed = confirm !== undefined && (await confirm(plan, validation)) === true;
  return isConfirmed ? undefined : { state: "NOT_CONFIRMED", message: "nobody said yes: give confirm" };
}

interface Removal {
  readonly plan: ColumnRemovalPlan;
  readonly migration: MigrationPlan;
  readonly checked: CheckedOptions;
  readonly options: ExecuteRemovalOptions;
}

type Applied = Partial<RemovalResult> & Pick<RemovalResult, "result">;

async function apply(connection: Connection, { plan, migration, checked, options }: Removal): Promise<Applied> {
  const watch = new StageWatch(plan.removalStages, checked.stageTimeoutMs);
  const { onProgress, signal, ...rest } = applyOptions(options);
  try {
    const { migrationId } = await applyMigration(connection, migration, {
      ...rest,
      name: `remove ${plan.column}`,
      rollbackOnError: true,
      backupBeforeMigration: true,
      statementTimeoutMs: checked.stageTimeoutMs,
      signal: signal === undefined ? watch.signal : AbortSignal.any([signal, watch.signal]),
      onProgress(event) {
        watch.see(event);
        onProgress?.(event);
      },
    });
    return { result: "SUCCESS", stagesCompleted: watch.completed(), ...(migrationId !== undefined && { migrationId }) };
  } catch (error) {
    if (!isDataFlowError(error) || !ENDS.has(error.code)) throw error;
    return await failed(connection, { error, migration, watch });
  } finally {
    watch.end();
  }
}

/** Failures of the removal itself; others are for the caller to see as they are. */
const ENDS: ReadonlySet<string> = new Set([
  "MIGRATION.STEP_FAILED",
  "MIGRATION.CANCELLED",
  "MIGRATION.UNEXPECTED_RESULT",
  "MIGRATION.LOCK_TIMEOUT",
]);

interface Failure {
  readonly error: Error & { readonly meta: Readonly<Record<string, unknown>>; readonly cause?: unknown };
  readonly migration: MigrationPlan;
  readonly watch: StageWatch;
}

async function failed(connection: Connection, { error, migration, watch }: Failure): Promise<Applied> {
  const isTimeout = watch.isOver || codeOf(error.cause) === "DATABASE.STATEMENT_TIMEOUT";
  const record = (await readRecords(connection)).findLast(({ hash }) => hash === migration.hash);
  const found = catalogFingerprint(await readCatalog(connection));
  // A segment that failed was undone by itself; what had been committed before it was taken back by a migration.
  const rollbackExecuted = found === migration.from;
  return {
    result: isTimeout ? "STAGE_TIMEOUT" : "FAILED",
    stagesCompleted: rollbackExecuted ? [] : watch.completed(),
    rollbackExecuted,
    errorMessage: error.message,
    ...(record !== undefined && { migrationId: record.id }),
  };
}

function codeOf(error: unknown): string | undefined {
  return isDataFlowError(error) ? error.code : undefined;
}
