import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { open } from "../test-connections.fixture.ts";
import { openShop } from "./shop.fixture.ts";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";
import { withStaging } from "./with-staging.ts";

describe.each(databases)("a trial on $name", ({ freshUrl }) => {
  /** A shop, and the plan of what statements do to a copy of it. */
  async function shopAndPlan(statements: readonly string[], allow: readonly string[] = []) {
    const source = open(await freshUrl());
    await openShop(source, 300);
    const wanted = await withStaging(source, { environmentName: "wanted" }, async ({ connection }) => {
      for (const sql of statements) await connection.run(sql);
      return readCatalog(connection);
    });
    const plan: MigrationPlan = planMigration(await readCatalog(source), wanted, { allow });
    return { source, plan };
  }

  it("runs a plan, and measures and compares before and after", async () => {
    const { source, plan } = await shopAndPlan([
      "ALTER TABLE employees ADD COLUMN phone TEXT",
      "CREATE INDEX employees_by_status ON employees (status)",
    ]);
    await withStaging(source, { environmentName: "trial" }, async (environment, staging) => {
      const result = await staging.testMigrationInStaging(environment, { migrationPlan: plan });
      expect(result.failureReason).toBeUndefined();
      expect(result.success).toBe(true);
      expect(result.steps.map(({ step }) => step.split(" ")[0]).sort()).toEqual(["addColumn", "createIndex"]);
      expect(result.steps.every(({ durationMs }) => durationMs > 0)).toBe(true);
      const { workload, failing, worstRatio } = result.performanceMetrics ?? { workload: [] };
      expect(new Set(workload.map(({ kind }) => kind))).toEqual(new Set(["readByKey", "readAll", "update"]));
      expect(workload.every(({ table }) => table.endsWith("employees"))).toBe(true);
      expect(failing).toBe(0);
      expect(worstRatio).toBeGreaterThan(0);
      expect(result.dataIntegrityCheck?.passed).toBe(true);
      expect(result.dataIntegrityCheck?.rowCounts.every(({ before, after }) => before === after)).toBe(true);
      await applyMigration(source, plan);
    });
  });

  it("says which statements of programs fail afterwards", async () => {
    const { source, plan } = await shopAndPlan(
      ["ALTER TABLE employees DROP COLUMN note"],
      ["drop column employees.note"],
    );
    await withStaging(source, { environmentName: "trial" }, async (environment, staging) => {
      const result = await staging.testMigrationInStaging(environment, { migrationPlan: plan });
      expect(result.success).toBe(true);
      const failing = result.performanceMetrics?.workload.filter(({ errorCode }) => errorCode !== undefined);
      expect(failing?.map(({ kind, errorCode }) => `${kind} ${errorCode}`)).toContain(
        "readByKey DATABASE.UNDEFINED_COLUMN",
      );
    });
  });

  it("fails with the reason when a migration does, and the environment is removed all the same", async () => {
    const source = open(await freshUrl());
    await openShop(source, 50);
    await using staging = new StagingEnvironmentManager(source);
    const environment = await staging.createStagingEnvironment({ environmentName: "trial" });
    const result = await staging.testMigrationInStaging(environment, {
      migrationPlan: ["CREATE UNIQUE INDEX wrong ON employees (status)"],
    });
    expect(result).toMatchObject({
      success: false,
      failureReason: expect.stringContaining("DATABASE.UNIQUE_VIOLATION"),
    });
    await staging.cleanupStagingEnvironment(environment);
    const again = staging.testMigrationInStaging(environment, { migrationPlan: [] });
    await expect(again).rejects.toMatchObject({ code: "MIGRATION.STAGING_GONE" });
  });

  it("finds rows that a migration loses or changes, and not what was wrong before", async () => {
    const source = open(await freshUrl());
    await openShop(source, 60);
    await withStaging(
      source,
      { environmentName: "trial", dataSamplingStrategy: { samplePercentage: 100 } },
      async (environment, staging) => {
        const lost = await staging.testMigrationInStaging(environment, {
          migrationPlan: (connection) => connection.run("UPDATE employees SET note = 'other' WHERE id = 7"),
          performanceMonitoring: false,
        });
        expect(lost.success).toBe(false);
        expect(lost.failureReason).toMatch(/employees\.note/);
        expect(lost.performanceMetrics).toBeUndefined();
        expect(lost.steps).toMatchObject([{ step: "migration" }]);
        const nothing = await staging.testMigrationInStaging(environment, {
          migrationPlan: [],
          performanceMonitoring: false,
        });
        expect(nothing.success).toBe(true);
      },
    );
  });

  it("is ended by the limit of its environment", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    const request = { environmentName: "trial", resourceLimits: { maxDurationMs: 2_500 } };
    const trial = withStaging(source, request, (environment, staging) =>
      staging.testMigrationInStaging(environment, {
        performanceMonitoring: false,
        migrationPlan: async (connection) => {
          for (let id = 1; ; id += 1) {
            await connection.query(`INSERT INTO notes VALUES (${id}, 'more and more')`);
            await new Promise((go) => setImmediate(go));
          }
        },
      }),
    );
    await expect(trial).rejects.toMatchObject({ code: "MIGRATION.STAGING_LIMIT", meta: { limit: "time" } });
  });

  it("is ended by the storage limit of its environment, also when it began well", async () => {
    const source = open(await freshUrl());
    await source.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    const empty = await withStaging(source, { environmentName: "empty" }, ({ report }) => report.bytes);
    const maxStorageBytes = empty + 400_000;
    const trial = withStaging(
      source,
      { environmentName: "trial", resourceLimits: { maxStorageBytes } },
      (environment, staging) =>
        staging.testMigrationInStaging(environment, {
          performanceMonitoring: false,
          validationChecks: false,
          migrationPlan: async (connection) => {
            for (let id = 1; ; id += 1) {
              await connection.query(`INSERT INTO notes VALUES (${id}, '${"x".repeat(1_000)}')`);
              await new Promise((go) => setImmediate(go));
            }
          },
        }),
    );
    await expect(trial).rejects.toMatchObject({
      code: "MIGRATION.STAGING_LIMIT",
      meta: { limit: "storage", allowed: maxStorageBytes },
    });
  });

  it("measures a step, takes it back, and bounds its duration by two sizes", async () => {
    const { source, plan } = await shopAndPlan(["CREATE INDEX employees_by_note ON employees (note)"]);
    const step = plan.segments[0]?.steps[0];
    if (step === undefined) throw new Error("the plan has no step");
    await using staging = new StagingEnvironmentManager(source);
    const environments = [];
    for (const samplePercentage of [10, 100])
      environments.push(
        await staging.createStagingEnvironment({
          environmentName: `size ${samplePercentage}`,
          dataSamplingStrategy: { strategy: "random", samplePercentage },
        }),
      );
    const [small, large] = environments;
    if (small === undefined || large === undefined) throw new Error("there are two");
    const before = await readCatalog(large.connection);
    const measured = await staging.measureStep(large, step);
    expect(measured).toMatchObject({ step: step.id, runs: 3 });
    expect(measured.durationMs).toBeGreaterThan(0);
    expect(measured.bytes).toBeGreaterThan((await staging.measureStep(small, step)).bytes);
    expect(await readCatalog(large.connection)).toEqual(before);
    const bound = await staging.estimateDuration(step, environments);
    expect(bound.upperBoundMs).toBeGreaterThan(0);
    expect(bound.evidence.map(({ source: from }) => from)).toEqual(expect.arrayContaining(["measurement", "catalog"]));
    await applyMigration(source, plan);
    const history = (await staging.estimateDuration({ ...step, statements: [] }, environments)).evidence.at(-1);
    expect(history).toMatchObject({ source: "history", value: expect.any(Number) });
  });
});
