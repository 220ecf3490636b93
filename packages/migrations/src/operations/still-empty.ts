import type { PlanCheck } from "../plan/migration-plan.ts";

/**
 * The question whether a table is still as empty as it was when the plan was made.
 *
 * @param table its name, quoted
 * @param after how many of the step's statements have run by then
 * @returns the check
 */
export function stillEmpty(table: string, after = 1): PlanCheck {
  return {
    after,
    sql: `SELECT 1 FROM ${table} LIMIT 1`,
    message: `${table} was empty when the plan was made, and has rows now`,
  };
}
