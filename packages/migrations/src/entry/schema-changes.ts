import type { Connection } from "@dataflow/database";
import type { ApplyMigrationOptions } from "../apply/apply-options.ts";
import type { MigrationOutcome } from "../apply/migration-outcome.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { BackupRecord } from "../history/backup-record.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { PlanOptions } from "../plan/plan-options.ts";
import type { DropBackupsOptions } from "../rollback/drop-backups.ts";
import type { RollbackResult } from "../rollback/rollback-migration.ts";
import type { RollbackOptions } from "../rollback/rollback-options.ts";

/**
 * Plans the way from one catalog to another. It reads nothing and changes nothing: the same input gives the same plan,
 * byte for byte. What would destroy data is in it only when `allow` names it, and is listed as refused otherwise; an
 * object that may have been renamed is a question, never a guess.
 *
 * @param actual what there is, as `readCatalog` gave it
 * @param desired what is wanted, on the same dialect
 * @param options renames, allowances and facts
 * @returns the plan, sealed with its hash; one without segments when nothing has to be done
 * @throws MIGRATION.WRONG_DATABASE when the catalogs are of different dialects
 * @throws MIGRATION.UNKNOWN_RENAME when a rename starts from something that is not there
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { planMigration, readCatalog } from "@dataflow/migrations";
 *
 * const [old, wanted] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
 * await wanted.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
 * const plan = await planMigration(await readCatalog(old), await readCatalog(wanted));
 * console.log(plan.segments.flatMap(({ steps }) => steps.map(({ id }) => id)));
 * await Promise.all([old.close(), wanted.close()]);
 * ```
 */
export async function planMigration(actual: Catalog, desired: Catalog, options?: PlanOptions): Promise<MigrationPlan> {
  const work = await import("../schema-work.ts");
  return work.planMigration(actual, desired, options);
}

/**
 * Applies a plan, alone among all processes that use this database, and goes on with it where an interrupted attempt
 * has stopped. Any number of processes may call it at once with the same plan: one applies it, the others wait and find
 * it applied.
 *
 * @param connection the database, outside of any transaction
 * @param plan the plan, as `planMigration` made it
 * @param options how long to wait for whom, and who is told
 * @returns what was done
 * @throws MIGRATION.PLAN_CHANGED when the plan is not what it was when it was made
 * @throws MIGRATION.PLAN_OUTDATED when the schema is neither what the plan starts from nor what it leads to
 * @throws MIGRATION.WRONG_DATABASE when it was made for another dialect
 * @throws MIGRATION.INVALID_PLAN when it has a step that could not be found out about after an interruption
 * @throws MIGRATION.LOCK_TIMEOUT when others were migrating for all of `waitMs`
 * @throws MIGRATION.STEP_FAILED when a step cannot be done; it says what was kept
 * @throws MIGRATION.INSIDE_TRANSACTION, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyMigration, planMigration, readCatalog } from "@dataflow/migrations";
 *
 * const [old, wanted] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
 * await wanted.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
 * const plan = await planMigration(await readCatalog(old), await readCatalog(wanted));
 * const { state, steps } = await applyMigration(old, plan, { onProgress: console.log });
 * console.log(state, steps);
 * await Promise.all([old.close(), wanted.close()]);
 * ```
 */
export async function applyMigration(
  connection: Connection,
  plan: MigrationPlan,
  options?: ApplyMigrationOptions,
): Promise<MigrationOutcome> {
  const work = await import("../schema-work.ts");
  return work.applyMigration(connection, plan, options);
}

/**
 * Takes back a migration and all that came after it, or everything since a snapshot: the schema is what it was, and data
 * that was put aside is given back. Rows that were written since stay as they are. What only came with the migration
 * goes, and is put aside in its turn, so that taking back can be taken back.
 *
 * @param connection the database, outside of any transaction
 * @param id the id of a migration, or of a snapshot
 * @param options how
 * @returns what was done
 * @throws MIGRATION.UNKNOWN_MIGRATION when nothing has this id
 * @throws MIGRATION.ROLLBACK_BLOCKED when there is no safe way back
 * @throws MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED when data could not be given back
 * @throws MIGRATION.STEP_FAILED when the database refused a step; nothing of it was kept
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyMigration, planMigration, readCatalog, rollbackMigration } from "@dataflow/migrations";
 *
 * const [old, wanted] = [connect("sqlite::memory:"), connect("sqlite::memory:")];
 * await old.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes VALUES (1, 'kept')");
 * await wanted.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
 * const allow = ["drop column notes.text"];
 * const plan = await planMigration(await readCatalog(old), await readCatalog(wanted), { allow });
 * const { migrationId = "" } = await applyMigration(old, plan);
 * const { restored } = await rollbackMigration(old, migrationId);
 * console.log(restored); // [{ table: "table notes", columns: ["text"], rows: 1, rowsSince: 0 }]
 * await Promise.all([old.close(), wanted.close()]);
 * ```
 */
export async function rollbackMigration(
  connection: Connection,
  id: string,
  options?: RollbackOptions,
): Promise<RollbackResult> {
  const work = await import("../schema-work.ts");
  return work.rollbackMigration(connection, id, options);
}

/**
 * Gives up data that was put aside: what it was taken from can be taken back without it only as far as the definitions.
 *
 * @param connection the database
 * @param options which backups
 * @returns those that are gone
 * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { dropBackups } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * console.log(await dropBackups(connection, { olderThan: new Date("2026-01-01") }));
 * await connection.close();
 * ```
 */
export async function dropBackups(
  connection: Connection,
  options: DropBackupsOptions,
): Promise<readonly BackupRecord[]> {
  const work = await import("../schema-work.ts");
  return work.dropBackups(connection, options);
}
