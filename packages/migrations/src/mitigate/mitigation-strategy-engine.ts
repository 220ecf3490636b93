import type { Connection } from "@dataflow/database";
import { generateMitigationPlan, type PlanAssessor } from "./generate-mitigation-plan.ts";
import type { MitigationPlan } from "./mitigation-plan.ts";
import type { MitigationRequest } from "./mitigation-request.ts";

/**
 * Makes changes of the schema less risky: for each statement that would keep others waiting, the sequence that does not
 * on this version of the server, as a plan that can be applied and leads to the same schema.
 */
export class MitigationStrategyEngine {
  readonly #connection: Connection;
  readonly #riskEngine: PlanAssessor;

  constructor(connection: Connection, riskEngine: PlanAssessor) {
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
  generateMitigationPlan(request: MitigationRequest): Promise<MitigationPlan> {
    return generateMitigationPlan(this.#connection, this.#riskEngine, request);
  }
}
