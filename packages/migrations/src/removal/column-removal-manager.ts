import type { Connection } from "@dataflow/database";
import type { ExecuteRemovalOptions } from "./execute-safe-removal.ts";
import type { PurgedColumn, PurgeOptions } from "./purge-expired.ts";
import type { ColumnRemovalPlan, ColumnRemovalRequest, RemovalResult, RemovalValidation } from "./removal-plan.ts";
import type { RestoreColumnRequest, RestoredColumn } from "./restore-column.ts";
import type { RestoredTable, RestoreTableRequest } from "./restore-table.ts";

/**
 * Removes columns so that they can come back.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { ColumnRemovalManager } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY, legacy TEXT); INSERT INTO users VALUES (1, 'old')");
 * const manager = new ColumnRemovalManager(connection);
 * const plan = await manager.planColumnRemoval({ table: "users", column: "legacy", backupStrategy: "COLUMN_ONLY" });
 * const validation = await manager.validateRemovalSafety(plan);
 * for (const { objectName, reason } of validation.blockingDependencies) console.log(objectName, reason);
 * const { result, stagesCompleted } = await manager.executeSafeRemoval(plan, { confirm: true });
 * console.log(result, stagesCompleted); // SUCCESS
 * console.log(await manager.restoreColumn({ table: "users", column: "legacy" })); // { rows: 1, rowsSince: 0, … }
 * await connection.close();
 * ```
 */
export class ColumnRemovalManager {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Plans how a column is removed: what depends on it and what becomes of that, what is put aside, in which stages.
   *
   * @param request which column, and how
   * @returns the plan, frozen data that survives JSON
   * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async planColumnRemoval(request: ColumnRemovalRequest): Promise<ColumnRemovalPlan> {
    const { planColumnRemoval } = await import("../on-demand.ts");
    return planColumnRemoval(this.#connection, request);
  }

  /**
   * Looks whether a column can be removed as planned.
   *
   * @param plan the plan
   * @returns what blocks, and what should be known before
   */
  async validateRemovalSafety(plan: ColumnRemovalPlan): Promise<RemovalValidation> {
    const { validateRemovalSafety } = await import("../on-demand.ts");
    return validateRemovalSafety(this.#connection, plan);
  }

  /**
   * Removes a column as planned: validates, asks, puts aside, tries to give back, and only then drops.
   *
   * @param plan the plan
   * @param options who is asked, and what stops it
   * @returns how it ended; also when it was not begun
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.PLAN_CHANGED
   */
  async executeSafeRemoval(plan: ColumnRemovalPlan, options?: ExecuteRemovalOptions): Promise<RemovalResult> {
    const { executeSafeRemoval } = await import("../on-demand.ts");
    return executeSafeRemoval(this.#connection, plan, options);
  }

  /**
   * Gives a removed column back, with its values and all that went with it.
   *
   * @param request which column
   * @returns what came back
   * @throws MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED, MIGRATION.COLUMN_EXISTS, MIGRATION.UNKNOWN_OBJECT
   */
  async restoreColumn(request: RestoreColumnRequest): Promise<RestoredColumn> {
    const { restoreColumn } = await import("../on-demand.ts");
    return restoreColumn(this.#connection, request);
  }

  /**
   * Makes a new table of all rows as they were when a column was removed with `TABLE_SNAPSHOT`.
   *
   * @param request which snapshot, and the name of the new table
   * @returns the new table
   * @throws MIGRATION.NO_BACKUP, MIGRATION.BACKUP_DAMAGED, MIGRATION.INVALID_OPTION, MIGRATION.UNKNOWN_OBJECT
   */
  async restoreTable(request: RestoreTableRequest): Promise<RestoredTable> {
    const { restoreTable } = await import("../on-demand.ts");
    return restoreTable(this.#connection, request);
  }

  /**
   * Removes hidden columns whose time is over.
   *
   * @param options which of them
   * @returns those that were removed or could not be
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async purgeExpired(options?: PurgeOptions): Promise<readonly PurgedColumn[]> {
    const { purgeExpired } = await import("../on-demand.ts");
    return purgeExpired(this.#connection, options);
  }
}
