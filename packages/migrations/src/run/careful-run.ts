import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { applyMigration } from "../apply/apply-migration.ts";
import type { MigrationOutcome } from "../apply/migration-outcome.ts";
import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { resolveLimits } from "../checkpoint/checkpoint-limits.ts";
import { executeWithValidation } from "../checkpoint/execute-with-validation.ts";
import { analyzeDependencies } from "../dependencies/analyze-dependencies.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationLockRequest } from "../lock/migration-lock.ts";
import { withMigrationLock } from "../lock/with-migration-lock.ts";
import { generateMitigationPlan } from "../mitigate/generate-mitigation-plan.ts";
import type { MitigationPlan } from "../mitigate/mitigation-plan.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { assertPlanSealed } from "../plan/seal-migration-plan.ts";
import { assessPlan, type PlanRiskAssessment } from "../risk/assess-plan.ts";
import type { RiskAssessment } from "../risk/risk-assessment.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { touchedTables } from "../staging/touched-tables.ts";
import { checkRequirements } from "./check-requirements.ts";
import { riskAfterTrace } from "./effect-comparison.ts";
import { lockSpans } from "./lock-spans.ts";
import { PhaseLog } from "./phase-log.ts";
import type { MeasuredBound, PlanRehearsal } from "./plan-rehearsal.ts";
import { makeCopies, type RehearsalCopies } from "./rehearsal-copies.ts";
import { rehearsePlan } from "./rehearse-plan.ts";
import { assertRunOptions, DEFAULT_CHECKPOINTS, type RunMigrationOptions } from "./run-options.ts";
import type { MigrationRunReport } from "./run-report.ts";
import { chosenSafetyLevel, neededSafetyLevel, type SafetyLevel } from "./safety-level.ts";
import type { StepPredictor } from "./trace-segment.ts";

/** As many tables are shown with what depends on them. */
const MOST_SHOWN = 12;

/** Runs a plan whose effects are foretold by `predict`; see `runMigration`. */
export async function runPredicted(
  connection: Connection,
  plan: MigrationPlan,
  options: RunMigrationOptions,
  predict: StepPredictor,
): Promise<MigrationRunReport> {
  assertRunOptions(options);
  assertPlanSealed(plan);
  const log = new PhaseLog(options.onPhase);
  const actual = await readCatalog(connection);
  const { desired } = options;
  const known = { actual, ...(desired !== undefined && { desired }) };
  const risk = await log.phase(
    "assess",
    () => assessPlan(connection, plan, known),
    (found) => `${found.overallRiskLevel}, ${found.overallScore} of 100`,
  );
  const level = chosenSafetyLevel(risk, options.safetyLevel);
  const run = new CarefulRun({ connection, plan, options, log, actual, risk, level, predict });
  return run.run();
}

interface RunScene {
  readonly connection: Connection;
  readonly plan: MigrationPlan;
  readonly options: RunMigrationOptions;
  readonly log: PhaseLog;
  readonly actual: Catalog;
  readonly risk: PlanRiskAssessment;
  readonly level: SafetyLevel;
  readonly predict: StepPredictor;
}

/** What is known of a run that has come to its end. */
type RunEnd = Pick<MigrationRunReport, "state" | "reason" | "validation" | "outcome">;

/** One run on its way through its phases. */
class CarefulRun {
  readonly #scene: RunScene;
  readonly #startedAt = new Date().toISOString();
  #mitigation: MitigationPlan | undefined;
  #rehearsal: PlanRehearsal | undefined;
  #requirements: MigrationRunReport["requirements"] = [];
  #locks: MigrationRunReport["locks"] = [];

  constructor(scene: RunScene) {
    this.#scene = scene;
  }

  get #plan(): MigrationPlan {
    return this.#mitigation?.mitigatedPlan ?? this.#scene.plan;
  }

  /** The risk of what is run: after it was made safer, and with what was seen on copies. */
  get #finalRisk(): RiskAssessment {
    const risk = this.#mitigation?.riskAfter ?? this.#scene.risk;
    const effects = this.#rehearsal?.effects;
    return effects === undefined ? risk : riskAfterTrace(risk, effects);
  }

  async run(): Promise<MigrationRunReport> {
    const { level, log } = this.#scene;
    if (this.#scene.plan.segments.length === 0) return this.#report({ state: "alreadyApplied" });
    let copies: RehearsalCopies | undefined;
    let end: RunEnd;
    try {
      if (level === 3) await this.#mitigate();
      if (level >= 2) {
        copies = await this.#stage(level === 3 ? 2 : 1);
        await this.#rehearse(copies);
      }
      this.#locks = await lockSpans(this.#scene.connection, this.#plan, this.#bounds());
      const obstacle = this.#checkRequirements();
      end = obstacle === undefined ? await this.#execute() : { state: "stopped", reason: obstacle };
    } catch (error) {
      end = { state: "stopped", reason: reasonOf(error) };
    } finally {
      if (copies !== undefined) await this.#cleanUp(copies);
    }
    log.skipRest();
    return this.#report(end);
  }

  async #mitigate(): Promise<void> {
    const { connection, plan, risk, log, options, actual } = this.#scene;
    const { desired } = options;
    const known = { actual, ...(desired !== undefined && { desired }) };
    const assessor = { assessPlan: (one: MigrationPlan) => assessPlan(connection, one, known) };
    this.#mitigation = await log.phase(
      "mitigate",
      () => generateMitigationPlan(connection, assessor, { plan, riskAssessment: risk }),
      ({ recommendedStrategies, riskAfter }) =>
        `${recommendedStrategies.length} strategies; the risk is ${riskAfter.overallScore} of 100 then`,
    );
  }

  #stage(count: 1 | 2): Promise<RehearsalCopies> {
    const { connection, options, log } = this.#scene;
    return log.phase(
      "stage",
      () => makeCopies(connection, count, options.staging),
      ({ environments }) => environments.map(({ report }) => `${report.rows} rows`).join(" and "),
    );
  }

  async #rehearse(copies: RehearsalCopies): Promise<void> {
    const { connection, log, predict } = this.#scene;
    this.#rehearsal = await log.phase(
      "rehearse",
      () => rehearsePlan(connection, this.#plan, copies, predict),
      ({ result }) => (result.success ? "there and back" : (result.failureReason ?? "it failed")),
    );
  }

  /** @returns why it must not go on, if it must not */
  #checkRequirements(): string | undefined {
    const { options, log, level } = this.#scene;
    const failed = this.#rehearsal?.result.success === false ? this.#rehearsal.result.failureReason : undefined;
    if (failed !== undefined) return `the rehearsal failed: ${failed}`;
    this.#requirements = checkRequirements(options.businessRequirements ?? {}, this.#rehearsal);
    const needed = neededSafetyLevel(this.#finalRisk);
    const obstacles = [
      ...(needed > level ? [`it does more than was foretold, and needs safety level ${needed}`] : []),
      ...this.#requirements.flatMap(({ requirement, holds, finding }) =>
        holds === true ? [] : [`${requirement}: ${finding}`],
      ),
    ];
    log.note("requirements", obstacles.length === 0 ? "done" : "failed", `${this.#requirements.length} looked at`);
    return obstacles.length === 0 ? undefined : obstacles.join("; ");
  }

  async #execute(): Promise<RunEnd> {
    return this.#scene.level === 1 ? this.#applyDirectly() : this.#applyChecked();
  }

  /** Under the lock that applying takes for itself. */
  async #applyDirectly(): Promise<RunEnd> {
    const { log } = this.#scene;
    try {
      const outcome = await log.phase("apply", () => this.#apply(), describeOutcome);
      return this.#verified({ state: outcome.state, outcome });
    } catch (error) {
      return { state: "failed", reason: reasonOf(error) };
    }
  }

  async #applyChecked(): Promise<RunEnd> {
    const { connection, options, log } = this.#scene;
    const request = {
      migrationOperation: () => log.phase("apply", () => this.#apply(), describeOutcome),
      checkpoints: options.checkpoints ?? DEFAULT_CHECKPOINTS,
      rollbackOnFailure: true,
      detailedReporting: true,
    };
    const { migrationResult: outcome, ...validation } = await log.phase(
      "checkpoints",
      () => this.#locked(() => executeWithValidation<MigrationOutcome>(connection, request, resolveLimits({}))),
      ({ checkpointResults, failedCheckpoint }) => failedCheckpoint ?? `${checkpointResults.length} passed`,
    );
    const found = { validation, ...(outcome !== undefined && { outcome }) };
    if (validation.allCheckpointsPassed && outcome !== undefined)
      return this.#verified({ state: outcome.state, ...found });
    const reason = validation.failureReason ?? "a check did not pass";
    const isBefore = validation.failedCheckpoint?.startsWith("pre_migration") === true;
    return { state: isBefore ? "stopped" : validation.rollbackCompleted ? "rolledBack" : "failed", reason, ...found };
  }

  /** Nobody else migrates between the checks and what they are about. */
  #locked<Result>(body: () => Promise<Result>): Promise<Result> {
    const { connection, plan, log } = this.#scene;
    const startedAt = performance.now();
    const request: MigrationLockRequest = {
      lockScope: "schema_modification",
      operationDescription: `a run at safety level ${this.#scene.level}`,
      lockMetadata: { plan: plan.hash },
    };
    return withMigrationLock(connection, request, ({ lockId }) => {
      log.note("lock", "done", lockId, performance.now() - startedAt);
      return body();
    });
  }

  #apply(): Promise<MigrationOutcome> {
    const { connection, options, plan } = this.#scene;
    return applyMigration(connection, this.#plan, {
      name: `run of ${plan.hash.slice(0, 12)}`,
      rollbackOnError: true,
      ...this.#mitigation?.applyOptions,
      ...options.apply,
    });
  }

  async #verified(end: RunEnd): Promise<RunEnd> {
    const { connection, log } = this.#scene;
    const { to, unspelled } = this.#plan;
    const isReached = await log.phase(
      "verify",
      async () => catalogFingerprint(await readCatalog(connection), unspelled) === to,
      (found) => (found ? "the schema is the one that was planned" : "the schema is another one"),
    );
    return isReached ? end : { ...end, state: "failed", reason: "the schema is not the one that was planned" };
  }

  async #cleanUp(copies: RehearsalCopies): Promise<void> {
    await this.#scene.log
      .phase(
        "cleanUp",
        async () => copies[Symbol.asyncDispose](),
        () => "the copies are removed",
      )
      // What was done stays done; the next run removes what is left.
      .catch(() => undefined);
  }

  async #report(end: RunEnd): Promise<MigrationRunReport> {
    const { connection, plan, log, risk, level, actual } = this.#scene;
    const mitigation = this.#mitigation;
    const objects = indexCatalog(actual);
    const steps = this.#plan.segments.flatMap((segment) => segment.steps);
    const tables = touchedTables(actual, steps)
      .slice(0, MOST_SHOWN)
      .flatMap((id) => objects.get(id) ?? []);
    const dependencies = await Promise.all(tables.map((table) => analyzeDependencies(actual, table)));
    return freezeDeep({
      target: connection.target,
      planHash: plan.hash,
      appliedHash: this.#plan.hash,
      startedAt: this.#startedAt,
      safetyLevel: level,
      neededLevel: neededSafetyLevel(risk),
      ...end,
      success: end.state === "applied" || end.state === "alreadyApplied",
      phases: log.phases,
      risk,
      ...(mitigation !== undefined && {
        mitigation: {
          strategies: mitigation.recommendedStrategies,
          riskAfter: mitigation.riskAfter,
          riskReduction: mitigation.estimatedRiskReduction,
          remaining: mitigation.remaining,
        },
      }),
      ...(this.#rehearsal !== undefined && { rehearsal: this.#rehearsal }),
      finalRisk: this.#finalRisk,
      requirements: this.#requirements,
      dependencies,
      locks: this.#locks,
      steps: steps.map(({ id, statements }) => {
        const { boundMs = "unknown", evidence = [] } = this.#bounds().get(id) ?? {};
        return { step: id, sql: statements, boundMs, evidence };
      }),
    });
  }

  #bounds(): ReadonlyMap<string, MeasuredBound> {
    return new Map((this.#rehearsal?.steps ?? []).map((one) => [one.step, one]));
  }
}

function describeOutcome({ state, steps }: MigrationOutcome): string {
  return `${state}, ${steps.length} steps`;
}

function reasonOf(error: unknown): string {
  if (isDataFlowError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : "something was thrown that is no error";
}
