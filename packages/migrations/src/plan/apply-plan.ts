import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { ddlDialect } from "../dialects/ddl-dialects.ts";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { MigrationStep } from "../operations/migration-step.ts";
import type { Plan } from "./plan.ts";
import { assertSealed } from "./seal-plan.ts";

/** How a plan is applied. */
export interface ApplyPlanOptions {
  /** How long one statement may wait for a table that others use, in milliseconds. Default 2000. */
  readonly lockTimeoutMs?: number;
}

/**
 * Applies a plan: all of it in one transaction, or nothing. It takes no lock against other migrators: `ensureSchema`
 * does that around it.
 *
 * @param connection the database
 * @param plan the plan, as `planCreation` made it
 * @param options how long a statement may wait
 * @throws MIGRATION.PLAN_CHANGED when the plan is not what it was when it was made
 * @throws MIGRATION.WRONG_DATABASE when it was made for another dialect
 * @throws MIGRATION.STEP_FAILED when the database refuses a step; the cause says why
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyPlan, planCreation } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await applyPlan(connection, planCreation({ tables: [] }, { tables: [] }, connection.dialect));
 * await connection.close();
 * ```
 */
export async function applyPlan(connection: Connection, plan: Plan, options: ApplyPlanOptions = {}): Promise<void> {
  assertSealed(plan);
  if (plan.dialect !== connection.dialect) throw wrongDatabase(connection, plan);
  await connection.transaction(async () => {
    for (const sql of ddlDialect(plan.dialect).transactionSettings(options.lockTimeoutMs ?? 2000))
      await connection.run(sql);
    for (const step of plan.steps) await applyStep(connection, step);
  });
}

async function applyStep(connection: Connection, step: MigrationStep): Promise<void> {
  try {
    if (step.skipIf !== undefined && (await connection.execute({ text: step.skipIf }, [])).rows.length > 0) return;
    await connection.run(step.sql);
  } catch (cause) {
    throw stepFailed(connection, step, cause);
  }
}

function stepFailed(connection: Connection, step: MigrationStep, cause: unknown): Error {
  return migrationErrors.create("STEP_FAILED", {
    message: `The step "${step.id}" failed on ${connection.target}${isDataFlowError(cause) ? `: ${cause.message}` : ""}`,
    why: isDataFlowError(cause) ? cause.why : "the database refused the statement",
    fix: isDataFlowError(cause) ? cause.fix : "look at the cause; nothing of the plan was kept",
    meta: { step: step.id, operation: step.operation, table: step.table },
    isRetryable: isDataFlowError(cause) && cause.isRetryable,
    cause,
  });
}

function wrongDatabase(connection: Connection, plan: Plan): Error {
  return migrationErrors.create("WRONG_DATABASE", {
    message: `A plan for ${plan.dialect} cannot be applied to ${connection.target}`,
    why: "its statements are written for one kind of database",
    fix: `make the plan for "${connection.dialect}"`,
  });
}
