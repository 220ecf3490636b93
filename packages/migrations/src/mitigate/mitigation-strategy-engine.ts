import type { Connection } from "@dataflow/database";
import { RiskAssessmentEngine } from "../risk/risk-assessment-engine.ts";
import type { PlanAssessor } from "./generate-mitigation-plan.ts";
import type { MitigationPlan } from "./mitigation-plan.ts";
import type { MitigationRequest } from "./mitigation-request.ts";

/**
 * Makes changes of the schema less risky: for each statement that would keep others waiting, the sequence that does not
 * on this version of the server, as a plan that can be applied and leads to the same schema.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { applyMigration, MitigationStrategyEngine } from "@dataflow/migrations";
 *
 * const connection = connect("postgresql://app@localhost/shop");
 * const engine = new MitigationStrategyEngine(connection);
 * const statement = "ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0)";
 * const { recommendedStrategies, mitigatedPlan, applyOptions, estimatedRiskReduction } = await engine.generateMitigationPlan({
 *   statement,
 *   operationContext: { maintenanceWindowMinutes: 30 },
 * });
 * for (const { category, description } of recommendedStrategies) console.log(category, description);
 * console.log(`${estimatedRiskReduction} % less risk`);
 * await applyMigration(connection, mitigatedPlan, applyOptions);
 * await connection.close();
 * ```
 */
export class MitigationStrategyEngine {
  readonly #connection: Connection;
  readonly #riskEngine: PlanAssessor;

  /**
   * @param connection the database; it is only read
   * @param riskEngine who says how risky plans are: a `RiskAssessmentEngine` for the same database by default
   */
  constructor(connection: Connection, riskEngine: PlanAssessor = new RiskAssessmentEngine(connection)) {
    this.#connection = connection;
    this.#riskEngine = riskEngine;
  }

  /**
   * Finds the ways, and assesses the plan with them in it as the plan without them was assessed.
   *
   * @param request a plan or statements, and where they are to run
   * @returns the strategies, the safer plan, and how much smaller the risk is
   * @throws MIGRATION.PLAN_OUTDATED, MIGRATION.STATEMENT_NOT_PLANNED, MIGRATION.SQL_NOT_PARSED
   * @throws MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async generateMitigationPlan(request: MitigationRequest): Promise<MitigationPlan> {
    const { generateMitigationPlan } = await import("../on-demand.ts");
    return generateMitigationPlan(this.#connection, this.#riskEngine, request);
  }
}
