import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ColumnRemovalManager,
  type Connection,
  connect,
  DependencyAnalyzer,
  ForeignKeyAnalyzer,
  MigrationLockManager,
  MitigationStrategyEngine,
  NotNullColumnHandler,
  planMigration,
  RISK_CATEGORIES,
  RiskAssessmentEngine,
  readCatalog,
  SchemaStateManager,
  StagingEnvironmentManager,
  TableRenameAnalyzer,
  ValidationCheckpointManager,
} from "./index.ts";

const USERS = 40;

describe.each(databases)("each part of a careful migration on $name", ({ freshUrl }) => {
  let connection: Connection;
  beforeEach(async () => {
    connection = connect(await freshUrl());
    for (const statement of [
      "CREATE TABLE departments (id integer PRIMARY KEY, title text NOT NULL)",
      "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL, balance integer NOT NULL, legacy_field text, department_id integer REFERENCES departments (id))",
      "CREATE INDEX users_department ON users (department_id)",
      "CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users (id) ON DELETE CASCADE)",
      "CREATE VIEW emails AS SELECT id, email FROM users",
      "INSERT INTO departments VALUES (1, 'a'), (2, 'b')",
    ])
      await connection.run(statement);
    for (let id = 1; id <= USERS; id += 1) {
      const legacy = id % 4 === 0 ? "'old'" : "NULL";
      await connection.run(`INSERT INTO users VALUES (${id}, 'u${id}@x', ${id * 1000}, ${legacy}, ${1 + (id % 2)})`);
      await connection.run(`INSERT INTO orders VALUES (${2 * id}, ${id}), (${2 * id + 1}, ${id})`);
    }
  });
  afterEach(() => connection.close());

  async function count(from: string): Promise<number> {
    return Number((await connection.query(`SELECT count(*) AS n FROM ${from}`)).rows[0]?.n);
  }

  it("assesses risk by the values that would be lost", async () => {
    const subject = { table: "users", column: "legacy_field" };
    const dependencies = await new DependencyAnalyzer(connection).analyzeColumnDependencies(subject);
    const engine = new RiskAssessmentEngine(connection);
    const risk = await engine.assessOperationRisk({ operationType: "DROP_COLUMN", ...subject, dependencies });
    expect(Object.keys(risk.categoryRisks).sort()).toEqual([...RISK_CATEGORIES].sort());
    const lost = risk.categoryRisks.DATA_LOSS.riskFactors.find(({ code }) => code === "VALUES_LOST");
    expect(lost?.evidence.map(({ value }) => value)).toContain(await count("users WHERE legacy_field IS NOT NULL"));
    expect(risk.overallScore).toBe(Math.max(...Object.values(risk.categoryRisks).map(({ score }) => score)));
  });

  it("mitigates with steps that lead to the same schema", async () => {
    const actual = await readCatalog(connection);
    const wanted = connect(await freshUrl());
    const plan = await planMigration(actual, await readCatalog(wanted), { allow: "everything" });
    await wanted.close();
    const mitigation = await new MitigationStrategyEngine(connection).generateMitigationPlan({
      plan,
      operationContext: { tableSize: 1_000_000, productionEnvironment: true, maintenanceWindowMinutes: 30 },
    });
    expect(mitigation.mitigatedPlan.to).toBe(plan.to);
    expect(mitigation.riskAfter.overallScore).toBeLessThanOrEqual(mitigation.riskBefore.overallScore);
    for (const { evidence } of mitigation.recommendedStrategies) expect(evidence.length).toBeGreaterThan(0);
  });

  it("counts what a foreign key deletes, and drops a column with its key", async () => {
    const analyzer = new ForeignKeyAnalyzer(connection);
    const deleting = await analyzer.analyzeFkImpact({ operation: "DELETE_ROWS", table: "users", where: "id <= 10" });
    expect(deleting.isSafeToProceed).toBe(false);
    const orders = deleting.deletedRows.find(({ table }) => table.endsWith("orders"));
    expect(orders?.rows).toBe(await count("orders WHERE buyer <= 10"));
    const impact = await analyzer.analyzeFkImpact({
      operation: "DROP_COLUMN",
      table: "orders",
      column: "buyer",
      includeCascadeAnalysis: true,
    });
    expect(impact.affectedConstraints.map(({ effect }) => effect)).toEqual(["goes"]);
    const preferredStrategy = "minimal_downtime";
    const allow = ["drop column orders.buyer"];
    const plan = await analyzer.generateFkSafeMigrationPlan(impact, { preferredStrategy, allow });
    expect((await analyzer.executeFkSafeMigration(plan)).success).toBe(true);
    expect(await count("orders")).toBe(2 * USERS);
  });

  it("renames a table while the old name goes on", async () => {
    const analyzer = new TableRenameAnalyzer(connection);
    const impact = await analyzer.analyzeRenameImpact({ currentName: "departments", newName: "teams" });
    expect(impact).toMatchObject({ canRenameSafely: true, reasons: [] });
    expect(impact.fkDependencies).toHaveLength(1);
    const plan = await analyzer.createRenamePlan(impact, {
      includeDependencyUpdates: true,
      backupStrategy: "full_backup",
    });
    const result = await analyzer.executeCoordinatedRename(plan);
    expect(result).toMatchObject({ success: true, backup: { rows: 2 } });
    expect(await Promise.all([count("teams"), count("departments")])).toEqual([2, 2]);
  });

  it("tries a migration on a copy that is there and then gone", async () => {
    const manager = new StagingEnvironmentManager(connection);
    const environment = await manager.createStagingEnvironment({
      environmentName: "migration_test_001",
      dataSamplingStrategy: {
        strategy: "representative",
        samplePercentage: 10,
        preserveReferentialIntegrity: true,
        maxRowsPerTable: 100_000,
      },
      resourceLimits: { maxStorageGb: 50, maxDurationHours: 2 },
    });
    const copied = (await environment.connection.query("SELECT count(*) AS n FROM users")).rows[0]?.n;
    const report = environment.report.tables.find(({ table }) => table.endsWith("users"));
    expect(report).toMatchObject({ sourceRows: USERS });
    expect(Number(copied)).toBe((report?.chosenRows ?? 0) + (report?.parentRows ?? 0));
    const request = { validationChecks: true, performanceMonitoring: true };
    const good = ["ALTER TABLE users ADD COLUMN note text"];
    expect(await manager.testMigrationInStaging(environment, { migrationPlan: good, ...request })).toMatchObject({
      success: true,
      dataIntegrityCheck: { passed: true },
      performanceMetrics: { failing: 0 },
    });
    const wrong = await manager.testMigrationInStaging(environment, {
      migrationPlan: ["DELETE FROM orders"],
      ...request,
    });
    expect(wrong.success).toBe(false);
    await manager.cleanupStagingEnvironment(environment);
    await manager.close();
    expect(await count("orders")).toBe(2 * USERS);
  });

  it("locks, and says who has the lock", async () => {
    const manager = new MigrationLockManager(connection);
    const request = {
      lockScope: "schema_modification",
      timeoutSeconds: 300,
      operationDescription: "Add NOT NULL column to users table",
      lockMetadata: { table: "users", operation: "add_column" },
    } as const;
    const seen = await manager.acquireMigrationLock(request, async (lock) => {
      const active = await manager.getActiveLocks();
      expect(active.map(({ lockId }) => lockId)).toEqual([lock.lockId]);
      return active.map(({ operationDescription, lockMetadata }) => ({ operationDescription, lockMetadata }));
    });
    const { operationDescription, lockMetadata } = request;
    expect(seen).toEqual([{ operationDescription, lockMetadata }]);
    expect(await manager.getActiveLocks()).toEqual([]);
  });

  it("checks before, during and after", async () => {
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: () => connection.run("INSERT INTO departments VALUES (3, 'c')"),
      checkpoints: [
        {
          stage: "pre_migration",
          validators: ["schema_integrity", "foreign_key_consistency", "data_quality", "performance_baseline"],
          required: true,
        },
        {
          stage: "during_migration",
          validators: ["transaction_health", "performance_monitoring", "connection_stability"],
          required: true,
        },
        {
          stage: "post_migration",
          validators: ["schema_validation", "constraint_validation", "performance_regression_check"],
          required: true,
        },
      ],
      rollbackOnFailure: true,
      detailedReporting: true,
    });
    expect(result.failureReason).toBeUndefined();
    expect(result.allCheckpointsPassed).toBe(true);
    expect(result.checkpointResults).toHaveLength(10);
  });

  it("keeps a snapshot, reports what changed, and goes back", async () => {
    const states = new SchemaStateManager(connection);
    const snapshot = await states.createSchemaSnapshot({
      description: "Before user table restructuring migration",
      includeDataChecksums: true,
      includePerformanceMetrics: true,
      includeConstraintValidation: true,
    });
    expect(snapshot.tableDefinitions).toHaveLength(3);
    const tracker = await states.startChangeTracking({ baselineSnapshot: snapshot, trackPerformanceImpact: true });
    await connection.run("ALTER TABLE users ADD COLUMN note text");
    const report = await states.generateEvolutionReport({
      fromSnapshot: snapshot,
      toCurrentState: true,
      includeImpactAnalysis: true,
      includeRecommendations: true,
    });
    expect(report.schemaChanges).toMatchObject([{ changeType: "created", impactLevel: "low" }]);
    expect((await tracker.changes()).schemaChanges).toEqual(report.schemaChanges);
    const back = await states.rollbackToSnapshot(snapshot, { allow: ["drop column users.note"] });
    expect(back.success).toBe(true);
    expect((await states.generateEvolutionReport({ fromSnapshot: snapshot })).schemaChanges).toEqual([]);
  });

  it("adds a required column, computed from each row", async () => {
    const handler = new NotNullColumnHandler(connection);
    const plan = await handler.planNotNullAddition("users", {
      name: "user_tier",
      dataType: "varchar(10)",
      defaultType: "COMPUTED",
      defaultExpression: "CASE WHEN balance > 10000 THEN 'premium' ELSE 'standard' END",
    });
    expect(await handler.validateAdditionSafety(plan)).toMatchObject({ isSafe: true, issues: [] });
    expect((await handler.executeNotNullAddition(plan)).affectedRows).toBe(USERS);
    expect(await count("users WHERE user_tier = 'premium'")).toBe(await count("users WHERE balance > 10000"));
  });

  it("removes a column, and gives it back", async () => {
    const manager = new ColumnRemovalManager(connection);
    const before = await count("users WHERE legacy_field = 'old'");
    const plan = await manager.planColumnRemoval({
      table: "users",
      column: "legacy_field",
      backupStrategy: "COLUMN_ONLY",
      dependencyResolutionStrategy: "automatic",
      includeImpactAnalysis: true,
    });
    expect(plan.impact).toMatchObject({ rows: USERS, values: before });
    expect((await manager.validateRemovalSafety(plan)).blockingDependencies).toEqual([]);
    const result = await manager.executeSafeRemoval(plan, {
      confirm: true,
      validateAfterEachStage: true,
      stageTimeoutMs: 1_800_000,
      backupStrategy: "TABLE_SNAPSHOT",
    });
    expect(result.result).toBe("SUCCESS");
    await manager.restoreColumn({ table: "users", column: "legacy_field" });
    expect(await count("users WHERE legacy_field = 'old'")).toBe(before);
  });
});
