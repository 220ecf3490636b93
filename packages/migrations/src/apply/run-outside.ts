import { migrationDialect } from "../dialects/migration-dialects.ts";
import type { OutsideStatement } from "../dialects/outside-statement.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { codeOf, invalidPlan, isLoss, migrationCancelled } from "./apply-errors.ts";
import type { MigrationRun } from "./migration-run.ts";
import { withPatience } from "./run-transaction.ts";
import { runWatched } from "./run-watched.ts";

/**
 * Makes sure that everything in a plan that is no transaction can be found out about after an interruption.
 *
 * @throws MIGRATION.INVALID_PLAN
 */
export function assertRecognised(plan: MigrationPlan): void {
  const { outsideStatement } = migrationDialect(plan.dialect);
  for (const { mode, steps } of plan.segments) {
    for (const step of steps) {
      if (mode === "transactional" && step.backfill !== undefined)
        throw invalidPlan(`The step "${step.id}" fills rows inside of a transaction`, "put it in a segment of its own");
      if (mode === "transactional") continue;
      const unknown = step.statements.find((sql) => outsideStatement(sql) === undefined);
      if (unknown === undefined) continue;
      throw invalidPlan(
        `The step "${step.id}" runs a statement outside of transactions that is not known: ${unknown.slice(0, 80)}`,
        "put it in a transactional segment, or run it by hand",
      );
    }
  }
}

/**
 * Runs a statement that cannot be a part of a transaction, unless an earlier attempt has; what one has left half done
 * is removed first, and what this one leaves half done, too.
 *
 * @param run the migration
 * @param step its step
 * @param sql the statement
 */
export async function runOutside(run: MigrationRun, step: string, sql: string): Promise<void> {
  const statement = migrationDialect(run.connection.dialect).outsideStatement(sql);
  if (statement === undefined)
    throw invalidPlan(`The step "${step}" runs a statement that is not known`, "make the plan again");
  await withPatience(run, step, async () => ({ result: await runOnce(run, { step, sql, statement }) }));
}

interface RecognisedStatement {
  readonly step: string;
  readonly sql: string;
  readonly statement: OutsideStatement;
}

async function runOnce(run: MigrationRun, { step, sql, statement }: RecognisedStatement): Promise<void> {
  const { connection, lock, options } = run;
  const before = await statement.probe(connection);
  if (before === "done") return;
  await lock.assertHeld();
  if (before === "broken") {
    await statement.cleanUp(connection);
    if ((await statement.probe(connection)) === "done") return;
  }
  try {
    await runWatched(run, step, sql);
  } catch (error) {
    // Without a connection there is nobody to clean up; the next attempt begins with that.
    if (!isLoss(error)) await statement.cleanUp(connection);
    if (options.signal?.aborted && codeOf(error) === "DATABASE.QUERY_CANCELLED")
      throw migrationCancelled(step, options.signal);
    throw error;
  }
}
