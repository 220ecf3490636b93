import type { Connection } from "@dataflow/database";
import { migrationErrors } from "../errors/migration-errors.ts";
import type { PlanStep } from "../plan/migration-plan.ts";

/**
 * Runs the statements of a step, and asks its questions where they belong.
 *
 * @param connection the database, inside the transaction of the step if it has one
 * @param step the step
 * @param work what runs a statement
 * @throws MIGRATION.CHECK_FAILED when an answer is not as it should be
 */
export async function runChecked(
  connection: Connection,
  step: PlanStep,
  work: (sql: string) => Promise<void> = (sql) => connection.run(sql),
): Promise<void> {
  await askAfter(connection, step, 0);
  for (const [index, sql] of step.statements.entries()) {
    await work(sql);
    await askAfter(connection, step, index + 1);
  }
}

async function askAfter(connection: Connection, step: PlanStep, count: number): Promise<void> {
  for (const check of step.checks ?? []) {
    if (check.after !== count) continue;
    const { rows } = await connection.query(check.sql);
    if (rows.length > 0) throw checkFailed(step, check.message);
  }
}

function checkFailed(step: PlanStep, message: string): Error {
  return migrationErrors.create("CHECK_FAILED", {
    message: `The step "${step.id}" was taken back: ${message}`,
    why: "the step looks at its own work before it is kept, and this was not what was promised",
    fix: "nothing was changed; look at the rows that the step touches, and report it if they are in order",
    meta: { step: step.id },
  });
}
