import type { Connection } from "@dataflow/database";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { RunMigrationOptions } from "./run-options.ts";
import type { MigrationRunReport } from "./run-report.ts";

/**
 * Runs a plan with as much care as its risk needs: assess, mitigate, stage, rehearse, lock, check, apply, verify, clean up.
 * What is found before can stop it; then the database was only read, and bounds for durations were noted beside its history.
 *
 * @param connection the database, outside of any transaction
 * @param plan the plan
 * @param options how much care, and what it may cost
 * @returns all that happened; `success` says whether the schema is the one that was planned
 * @throws MIGRATION.SAFETY_TOO_LOW when less care is wanted than the risk needs
 * @throws MIGRATION.PLAN_OUTDATED, MIGRATION.PLAN_CHANGED when the plan is not one for this database as it is
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { planMigration, readCatalog, renderRunReport, runMigration } from "@dataflow/migrations";
 *
 * const [connection, wanted] = [connect("sqlite:shop.db"), connect("sqlite::memory:")];
 * await wanted.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
 * const desired = await readCatalog(wanted);
 * const plan = await planMigration(await readCatalog(connection), desired);
 * const report = await runMigration(connection, plan, { desired, safetyLevel: 3 });
 * console.log(report.success, renderRunReport(report));
 * await Promise.all([connection.close(), wanted.close()]);
 * ```
 */
export async function runMigration(
  connection: Connection,
  plan: MigrationPlan,
  options: RunMigrationOptions = {},
): Promise<MigrationRunReport> {
  const { runPredicted, stepEffects } = await import("../on-demand.ts");
  return runPredicted(connection, plan, options, stepEffects);
}
