import type { Connection } from "@dataflow/database";
import type { TableReference } from "../dependencies/base-table.ts";
import type { ExecuteAdditionOptions } from "./execute-not-null-addition.ts";
import type { NotNullColumn } from "./not-null-column.ts";
import type { AdditionResult, AdditionValidation, NotNullAdditionPlan } from "./not-null-plan.ts";
import type { ValidateAdditionOptions } from "./validate-addition-safety.ts";

/**
 * Adds required columns to tables that others are writing to.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { NotNullColumnHandler } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)");
 * const handler = new NotNullColumnHandler(connection);
 * const plan = await handler.planNotNullAddition("users", {
 *   name: "tier",
 *   dataType: "text",
 *   defaultType: "COMPUTED",
 *   defaultExpression: "CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END",
 * });
 * const validation = await handler.validateAdditionSafety(plan);
 * if (validation.isSafe) console.log((await handler.executeNotNullAddition(plan)).affectedRows);
 * else for (const suggestion of validation.suggestedMitigations) console.log(suggestion);
 * await connection.close();
 * ```
 */
export class NotNullColumnHandler {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Plans how a column is added. The statements are tried on a temporary copy of a few rows; the table is only read.
   *
   * @param table the table
   * @param column the column, and what rows that exist get in it
   * @returns the plan, frozen data that survives JSON
   * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.COLUMN_EXISTS, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async planNotNullAddition(table: TableReference, column: NotNullColumn): Promise<NotNullAdditionPlan> {
    const { planNotNullAddition } = await import("../on-demand.ts");
    return planNotNullAddition(this.#connection, table, column);
  }

  /**
   * Computes the value of every row without writing any, and finds what would go wrong.
   *
   * @param plan the plan
   * @param options how long it may take
   * @returns what was found
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async validateAdditionSafety(
    plan: NotNullAdditionPlan,
    options?: ValidateAdditionOptions,
  ): Promise<AdditionValidation> {
    const { validateAdditionSafety } = await import("../on-demand.ts");
    return validateAdditionSafety(this.#connection, plan, options);
  }

  /**
   * Adds the column, after a validation of its own. Interrupted, it goes on where it was when the same plan is executed.
   *
   * @param plan the plan
   * @param options how long to wait for whom, the pace of the batches, and who is told
   * @returns what was done
   * @throws MIGRATION.ADDITION_UNSAFE when validation finds something; nothing was changed
   * @throws MIGRATION.STEP_FAILED and whatever else `applyMigration` throws
   */
  async executeNotNullAddition(plan: NotNullAdditionPlan, options?: ExecuteAdditionOptions): Promise<AdditionResult> {
    const { executeNotNullAddition } = await import("../on-demand.ts");
    return executeNotNullAddition(this.#connection, plan, options);
  }
}
