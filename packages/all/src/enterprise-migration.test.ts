import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  applyMigration,
  type CompleteAssessmentRequest,
  type Connection,
  connect,
  IntegratedRiskAssessmentSystem,
  MigrationLockManager,
  readCatalog,
  renderRunPage,
  renderRunReport,
  runMigration,
  StagingEnvironmentManager,
  ValidationCheckpointManager,
} from "./index.ts";

/** What is said on the way, as the program would print it. */
type Say = (line: string) => void;

/** A migration with all that can be done for its safety, one step after the other. */
async function enterpriseMigration(
  connection: Connection,
  operation: CompleteAssessmentRequest,
  say: Say,
): Promise<boolean> {
  // 1. How risky it is.
  const risks = new IntegratedRiskAssessmentSystem(connection);
  const assessment = await risks.performCompleteAssessment({
    ...operation,
    includePerformanceAnalysis: true,
    includeDependencyAnalysis: true,
    includeFkAnalysis: true,
  });
  say(`risk ${assessment.overallRiskLevel}, ${assessment.riskScore} of 100`);

  // 2. How it can be done with less risk, and whether that is good enough.
  const mitigation = await risks.generateComprehensiveMitigationPlan({
    assessment,
    businessRequirements: {
      maxDowntimeMinutes: 5,
      rollbackTimeLimitMinutes: 10,
      dataConsistencyCritical: true,
    },
  });
  say(`mitigation strategies ${mitigation.strategies.length}, requirements hold ${mitigation.meetsRequirements}`);
  if (mitigation.meetsRequirements !== true) return false;

  // 3. A trial on a copy; 6. which is removed whatever happens.
  const staging = new StagingEnvironmentManager(connection);
  const environment = await staging.createStagingEnvironment({
    environmentName: "enterprise migration",
    dataSamplingStrategy: { strategy: "representative", samplePercentage: 5 },
  });
  try {
    const trial = await staging.testMigrationInStaging(environment, {
      migrationPlan: mitigation.mitigatedPlan,
      validationChecks: true,
      performanceMonitoring: true,
    });
    if (!trial.success) {
      say(`staging failed: ${trial.failureReason}`);
      return false;
    }
    say(`staging passed, ${trial.performanceMetrics?.failing} statements of programs fail`);

    // 4. The lock, 5. and the migration between its checks.
    const locks = new MigrationLockManager(connection);
    const request = {
      lockScope: "schema_modification",
      timeoutSeconds: 600,
      operationDescription: `${operation.operationType} on ${operation.table}`,
    } as const;
    return await locks.acquireMigrationLock(request, async (lock) => {
      say(`locked for ${lock.operationDescription}, ${(await locks.getActiveLocks()).length} in all`);
      const validation = await new ValidationCheckpointManager(connection).executeWithValidation({
        migrationOperation: () => applyMigration(connection, mitigation.mitigatedPlan),
        checkpoints: [
          { stage: "pre_migration", validators: ["schema_integrity", "fk_consistency", "data_quality"] },
          { stage: "during_migration", validators: ["transaction_health", "performance_monitoring"] },
          {
            stage: "post_migration",
            validators: ["data_integrity", "performance_validation", "constraint_validation"],
          },
        ],
        rollbackOnFailure: true,
      });
      if (!validation.allCheckpointsPassed)
        say(`failed: ${validation.failureReason}, taken back: ${validation.rollbackCompleted}`);
      else say(`applied, ${validation.checkpointResults.length} checks passed`);
      return validation.allCheckpointsPassed;
    });
  } finally {
    await staging.cleanupStagingEnvironment(environment);
    await staging.close();
  }
}

const ACCOUNT_STATUS: CompleteAssessmentRequest = {
  operationType: "ADD_COLUMN",
  table: "users",
  column: "account_status",
  details: { type: "varchar(20)", notNull: true, default: "'active'" },
};

describe.each(databases)("a migration with all safety systems on $name", ({ freshUrl }) => {
  let connection: Connection;
  const said: string[] = [];
  const say: Say = (line) => said.push(line);
  beforeEach(async () => {
    said.length = 0;
    connection = connect(await freshUrl());
    await connection.run("CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, nickname text)");
    for (let id = 1; id <= 60; id += 1)
      await connection.run(
        `INSERT INTO users VALUES (${id}, 'u${id}@example.org', ${id % 3 === 0 ? "'nick'" : "NULL"})`,
      );
  });
  afterEach(() => connection.close());

  it("adds a required column, and every step says what it found", async () => {
    expect(await enterpriseMigration(connection, ACCOUNT_STATUS, say)).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(/^risk (LOW|MEDIUM), \d+ of 100$/),
      expect.stringMatching(/^mitigation strategies \d+, requirements hold true$/),
      "staging passed, 0 statements of programs fail",
      "locked for ADD_COLUMN on users, 1 in all",
      "applied, 8 checks passed",
    ]);
    const { rows } = await connection.query("SELECT account_status, count(*) AS n FROM users GROUP BY account_status");
    expect(rows.map(({ account_status, n }) => [account_status, Number(n)])).toEqual([["active", 60]]);
    expect(await new MigrationLockManager(connection).getActiveLocks()).toEqual([]);
    await connection.run("INSERT INTO users (id, email) VALUES (61, 'new@example.org')");
  });

  it("finds rows that a migration loses", async () => {
    const manager = new ValidationCheckpointManager(connection);
    const validation = await manager.executeWithValidation({
      migrationOperation: () => connection.run("DELETE FROM users WHERE id > 50"),
      checkpoints: [{ stage: "post_migration", validators: ["data_integrity"] }],
    });
    expect(validation).toMatchObject({
      allCheckpointsPassed: false,
      failedCheckpoint: "post_migration: data_integrity",
    });
  });

  it("does all of it in one call, and writes it down", async () => {
    const risks = new IntegratedRiskAssessmentSystem(connection);
    const { plan, desired } = await risks.performCompleteAssessment(ACCOUNT_STATUS);
    const report = await runMigration(connection, plan, { desired, safetyLevel: 3 });
    expect(report.reason).toBeUndefined();
    expect(report).toMatchObject({ success: true, state: "applied", safetyLevel: 3 });
    expect(renderRunReport(report)).toContain("account_status");
    expect(renderRunPage(report)).toMatch(/^<!doctype html>/i);
    const columns = (await readCatalog(connection)).objects.filter(({ kind }) => kind === "column");
    expect(columns.map(({ path }) => path.at(-1))).toContain("account_status");
  });
});
