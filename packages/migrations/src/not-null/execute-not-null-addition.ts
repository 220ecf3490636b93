import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { migrationDialect } from "../dialects/migration-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import { readLastRecord } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { assertPlanSealed } from "../plan/seal-migration-plan.ts";
import { DEFAULT_PACE, LOCK_TIMEOUT_MS, RETRY_MS } from "./addition-pace.ts";
import type { AdditionResult, AdditionValidation, NotNullAdditionPlan } from "./not-null-plan.ts";
import { validateAdditionSafety } from "./validate-addition-safety.ts";

/** How a column is added. Batches are small and waits are short, unless you say otherwise. */
export interface ExecuteAdditionOptions extends ApplyMigrationOptions {
  /** How long the look at all rows before the first change may take. Default 60,000. */
  readonly validationTimeoutMs?: number;
}

/**
 * Adds a required column as planned, while others go on reading and writing. It is validated first; an addition that was
 * interrupted goes on where it was.
 *
 * @param connection the database, outside of any transaction
 * @param plan the plan
 * @param options how long to wait for whom, the pace of the batches, and who is told
 * @returns what was done
 * @throws MIGRATION.ADDITION_UNSAFE when validation finds something; nothing was changed
 * @throws MIGRATION.STEP_FAILED and whatever else `applyMigration` throws
 */
export async function executeNotNullAddition(
  connection: Connection,
  plan: NotNullAdditionPlan,
  options: ExecuteAdditionOptions = {},
): Promise<AdditionResult> {
  const { validationTimeoutMs, onProgress, backfill, ...apply } = options;
  assertPlanSealed(plan.migration);
  if (!(await isUnderWay(connection, plan))) {
    const timeout = validationTimeoutMs === undefined ? {} : { timeoutMs: validationTimeoutMs };
    const validation = await validateAdditionSafety(connection, plan, timeout);
    if (!validation.isSafe) throw additionUnsafe(plan, validation);
  }
  const startedAt = performance.now();
  let affectedRows = 0;
  const outcome = await applyMigration(connection, plan.migration, {
    name: `add ${plan.column}`,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    retryMs: RETRY_MS,
    ...apply,
    backfill: { ...DEFAULT_PACE, ...backfill },
    onProgress(event) {
      if (event.kind === "backfill") affectedRows = event.rows;
      onProgress?.(event);
    },
  });
  const { state, migrationId, isResumed, steps } = outcome;
  const executionTimeMs = Math.round(performance.now() - startedAt);
  return Object.freeze({
    success: true,
    state,
    ...(migrationId !== undefined && { migrationId }),
    executionTimeMs,
    affectedRows: plan.executionStrategy === "REBUILD" ? copiedRows(plan) : affectedRows,
    isResumed,
    steps,
  });
}

function copiedRows({ evidence }: NotNullAdditionPlan): number {
  const counted = evidence.find(({ source }) => source === "count")?.value;
  return typeof counted === "number" ? counted : 0;
}

/** An addition that was begun is ended as it was planned; one that is done has nothing to look at. */
async function isUnderWay(connection: Connection, { migration }: NotNullAdditionPlan): Promise<boolean> {
  if (catalogFingerprint(await readCatalog(connection), migration.unspelled) === migration.to) return true;
  if (!(await migrationDialect(connection.dialect).hasBookkeeping(connection))) return false;
  const last = await readLastRecord(connection);
  return last?.hash === migration.hash && (last.state === "applying" || last.state === "failed");
}

function additionUnsafe({ column }: NotNullAdditionPlan, { issues }: AdditionValidation): Error {
  const list = issues.map(({ message, suggestion }) => `- ${message}; ${suggestion}`).join("\n");
  return migrationErrors.create("ADDITION_UNSAFE", {
    message: `${column} cannot be added as planned:\n${list}`,
    why: "it would fail on the way, or keep others from their work; nothing was changed",
    fix: issues[0]?.suggestion ?? "make another plan",
    meta: { column, issues: issues.map(({ code }) => code) },
  });
}
