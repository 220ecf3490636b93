import type { Connection } from "@dataflow/database";
import { checkOptionNames } from "../errors/option-names.ts";
import type { CompleteAssessment, CompleteAssessmentRequest } from "./complete-assessment.ts";
import type { ComprehensiveMitigationPlan, ComprehensiveMitigationRequest } from "./comprehensive-mitigation.ts";

/**
 * Risk, dependencies, foreign keys, mitigation and rehearsal of one operation, together.
 *
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { IntegratedRiskAssessmentSystem } from "@dataflow/migrations";
 *
 * const connection = connect("postgresql://app@localhost/shop");
 * const system = new IntegratedRiskAssessmentSystem(connection);
 * const assessment = await system.performCompleteAssessment({
 *   operationType: "DROP_COLUMN",
 *   table: "users",
 *   column: "legacy_field",
 * });
 * console.log(assessment.overallRiskLevel, assessment.riskScore);
 * const { strategies, requirements } = await system.generateComprehensiveMitigationPlan({
 *   assessment,
 *   businessRequirements: { maxDowntimeMinutes: 5, rollbackTimeLimitMinutes: 10, dataConsistencyCritical: true },
 * });
 * console.log(strategies.length, requirements);
 * await connection.close();
 * ```
 */
export class IntegratedRiskAssessmentSystem {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Looks at an operation from all sides. It reads and counts, and writes nothing.
   *
   * @param request the operation
   * @returns the risk, what depends on it, what it means for keys, how large and busy its table is
   * @throws MIGRATION.UNKNOWN_OBJECT, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION
   */
  async performCompleteAssessment(request: CompleteAssessmentRequest): Promise<CompleteAssessment> {
    const { performCompleteAssessment } = await import("../on-demand.ts");
    return performCompleteAssessment(this.#connection, request);
  }

  /**
   * Finds the safer way, rehearses it on copies, and compares what was measured with what the change may cost.
   *
   * @param request the assessment and the requirements
   * @returns the strategies, the plan, and whether the requirements hold
   * @throws MIGRATION.PLAN_OUTDATED, MIGRATION.UNKNOWN_OPTION, MIGRATION.INVALID_OPTION, MIGRATION.STAGING_FAILED
   */
  async generateComprehensiveMitigationPlan(
    request: ComprehensiveMitigationRequest,
  ): Promise<ComprehensiveMitigationPlan> {
    const names: readonly string[] = [
      "assessment",
      "businessRequirements",
      "staging",
    ] satisfies (keyof ComprehensiveMitigationRequest)[];
    checkOptionNames("generateComprehensiveMitigationPlan", request, names);
    const { generateComprehensiveMitigationPlan } = await import("../on-demand.ts");
    return generateComprehensiveMitigationPlan(this.#connection, request);
  }
}
