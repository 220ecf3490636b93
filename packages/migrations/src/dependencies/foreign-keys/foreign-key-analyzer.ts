import type { Connection } from "@dataflow/database";
import type { FkSafeResult } from "./execute-fk-safe-migration.ts";
import type { FkImpact, FkImpactRequest } from "./fk-impact.ts";
import type { FkSafePlan, FkSafePlanOptions } from "./plan-fk-safe-migration.ts";

/**
 * Says what a change means for foreign keys and for the rows that refer to rows, and makes changes that keys are in the
 * way of.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { ForeignKeyAnalyzer } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY)");
 * await connection.run("CREATE TABLE orders (id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES users ON DELETE CASCADE)");
 * await connection.run("INSERT INTO users VALUES (1)");
 * await connection.run("INSERT INTO orders VALUES (1, 1), (2, 1)");
 * const analyzer = new ForeignKeyAnalyzer(connection);
 * const impact = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id = 1" });
 * console.log(impact.deletedRows); // users: 1, orders: 2
 * console.log(impact.isSafeToProceed, impact.reasons); // false
 * await connection.close();
 * ```
 */
export class ForeignKeyAnalyzer {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Finds the foreign keys that a change affects, both ways, and counts the rows that go, change or are in the way.
   * Nothing is written.
   *
   * @param request the change
   * @returns the impact, with evidence for every figure
   * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table or column
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async analyzeFkImpact(request: FkImpactRequest): Promise<FkImpact> {
    const { analyzeFkImpact, checkFkRequest, readCatalog } = await import("../../schema-work.ts");
    const checked = checkFkRequest(request);
    return analyzeFkImpact(this.#connection, await readCatalog(this.#connection), checked);
  }

  /**
   * Plans the change so that every foreign key that stays is afterwards what it was before: its columns, actions,
   * deferrability, validity and comment.
   *
   * @param impact what `analyzeFkImpact` found
   * @param options how, and the new name or type
   * @returns the plan, to be looked at
   * @throws MIGRATION.INVALID_OPTION when the operation cannot be planned, or lacks its new name or type
   * @throws MIGRATION.UNDECIDED when the change is against a key, or loses what was not allowed
   */
  async generateFkSafeMigrationPlan(impact: FkImpact, options: FkSafePlanOptions = {}): Promise<FkSafePlan> {
    const { planFkSafeMigration, readCatalog } = await import("../../schema-work.ts");
    return planFkSafeMigration(await readCatalog(this.#connection), impact, options);
  }

  /**
   * Applies a plan: under the migration lock, journaled, and gone on with by the next call when it was interrupted.
   *
   * @param plan what `generateFkSafeMigrationPlan` made
   * @returns what was done, and which keys were found as they were
   * @throws MIGRATION.PLAN_OUTDATED when the schema has changed since
   * @throws MIGRATION.STEP_FAILED when a step cannot be done; it was taken back
   */
  async executeFkSafeMigration(plan: FkSafePlan): Promise<FkSafeResult> {
    const { executeFkSafeMigration } = await import("../../schema-work.ts");
    return executeFkSafeMigration(this.#connection, plan);
  }
}
