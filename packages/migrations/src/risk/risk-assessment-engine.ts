import type { Connection } from "@dataflow/database";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import type { AssessPlanOptions, PlanRiskAssessment } from "./assess-plan.ts";
import type { OperationRiskRequest } from "./risk-operation.ts";

/**
 * Says how much can go wrong with a change of the schema, and why it is believed: what the catalog says, what is counted
 * in the rows, which locks the statements take, who is there just now. It writes nothing.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { RiskAssessmentEngine } from "@dataflow/migrations";
 *
 * const connection = connect("sqlite::memory:");
 * await connection.run("CREATE TABLE users (id INTEGER PRIMARY KEY, nickname TEXT)");
 * await connection.run("INSERT INTO users VALUES (1, 'Ada')");
 * const engine = new RiskAssessmentEngine(connection);
 * const risk = await engine.assessOperationRisk({ operationType: "DROP_COLUMN", table: "users", column: "nickname" });
 * console.log(risk.overallRiskLevel, risk.overallScore); // "HIGH"
 * for (const { riskFactors } of Object.values(risk.categoryRisks))
 *   for (const { description, evidence } of riskFactors) console.log(description, evidence[0]?.query);
 * await connection.close();
 * ```
 */
export class RiskAssessmentEngine {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Assesses one operation.
   *
   * @param request the operation, its table and column, and what else it needs to be told
   * @returns the risk in each category and as a whole, with evidence for every reason
   * @throws MIGRATION.UNKNOWN_OBJECT when there is no such table, column, constraint or index
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async assessOperationRisk(request: OperationRiskRequest): Promise<PlanRiskAssessment> {
    const { assessPlan, operationTarget, planMigration, readCatalog } = await import("../on-demand.ts");
    const actual = await readCatalog(this.#connection);
    const { desired, renames = {} } = operationTarget(actual, request);
    const plan = planMigration(actual, desired, { renames, allow: "everything" });
    const dependencies = request.dependencies === undefined ? [] : [request.dependencies];
    return assessPlan(this.#connection, plan, { actual, desired, dependencies });
  }

  /**
   * Assesses a plan, step by step and as a whole.
   *
   * @param plan a plan for this database as it is now
   * @param options the catalog that it leads to; without it, less is known
   * @returns the risk of all steps together, and of each
   * @throws MIGRATION.PLAN_OUTDATED when the schema is not the one that the plan starts from
   */
  async assessPlan(plan: MigrationPlan, options: AssessPlanOptions = {}): Promise<PlanRiskAssessment> {
    const { assessPlan } = await import("../on-demand.ts");
    return assessPlan(this.#connection, plan, options);
  }
}
