import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { RiskAssessmentEngine } from "../risk/risk-assessment-engine.ts";
import { codeOf, open } from "../test-connections.fixture.ts";
import { MitigationStrategyEngine } from "./mitigation-strategy-engine.ts";
import { planStatements } from "./plan-statements.ts";

const NUMBERS = {
  postgres: "SELECT n, 'x' || n, n % 3 FROM generate_series(1, 500) n",
  sqlite:
    "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 500) SELECT n, 'x' || n, n % 3 FROM s",
};

describe.each(databases)("mitigation on $name", ({ name, freshUrl }) => {
  async function prepared(rows = true) {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE items (id INTEGER PRIMARY KEY, code TEXT NOT NULL, kind INTEGER)");
    if (rows) await connection.run(`INSERT INTO items ${NUMBERS[name]}`);
    return { connection, engine: new MitigationStrategyEngine(connection) };
  }

  it("cuts writes of many rows into batches, each row once", async () => {
    const { connection, engine } = await prepared();
    const update = await engine.generateMitigationPlan({
      statement: "UPDATE items SET kind = kind + 10, code = code || ' WHERE' WHERE kind > 0 AND code <> '('",
    });
    expect(update.recommendedStrategies[0]).toMatchObject({
      category: "BATCHED_WRITES",
      isApplied: true,
      implementationSteps: [{ transaction: "batches" }],
    });
    await applyMigration(connection, update.mitigatedPlan, {
      ...update.applyOptions,
      backfill: { batchRows: 70, pauseRatio: 0 },
    });
    const counted = await connection.query(
      "SELECT kind, count(*) AS n, min(code) AS code FROM items GROUP BY kind ORDER BY kind",
    );
    expect(counted.rows).toEqual([
      { kind: 0, n: 166, code: "x102" },
      { kind: 11, n: 167, code: "x1 WHERE" },
      { kind: 12, n: 167, code: "x101 WHERE" },
    ]);
    const remove = await engine.generateMitigationPlan({ statement: "DELETE FROM items WHERE kind = 12" });
    await applyMigration(connection, remove.mitigatedPlan, { backfill: { batchRows: 70, pauseRatio: 0 } });
    expect((await connection.query("SELECT count(*) AS n FROM items")).rows).toEqual([{ n: 333 }]);
    expect(remove.recommendedStrategies.map(({ category }) => category)).toContain("BACKUP_FIRST");
  });

  it("does nothing where a fact proves that nobody waits", async () => {
    const { engine } = await prepared(false);
    const statement = "UPDATE items SET kind = 1";
    const found = await engine.generateMitigationPlan({ statement });
    expect(found.mitigatedPlan.segments).toMatchObject([
      { mode: "transactional", steps: [{ statements: [statement] }] },
    ]);
    expect(found).toMatchObject({ estimatedRiskReduction: 0, remaining: [], riskAfter: found.riskBefore });
    expect(found.needless).toMatchObject([
      { reason: expect.stringContaining("is empty"), evidence: [{ value: 0, unit: "rows" }] },
    ]);
    const { needless } = await engine.generateMitigationPlan({ statement, operationContext: { tableSize: 5 } });
    expect(needless).toHaveLength(1);
  });

  it("lists the ways without taking them where nobody else is there", async () => {
    const { engine } = await prepared();
    const operationContext = { productionEnvironment: false };
    const found = await engine.generateMitigationPlan({ statement: "UPDATE items SET kind = 1", operationContext });
    expect(found.recommendedStrategies[0]).toMatchObject({ category: "BATCHED_WRITES", isApplied: false });
    expect(found.mitigatedPlan.segments).toHaveLength(1);
    expect(found.remaining).toHaveLength(1);
  });

  it("refuses what it cannot understand", async () => {
    const { connection, engine } = await prepared();
    const codes = async (request: object) => {
      // A program without types may pass anything.
      const call = engine.generateMitigationPlan(request as never);
      return codeOf(() => call);
    };
    expect(await codes({})).toBe("MIGRATION.INVALID_OPTION");
    expect(await codes({ statement: "SELECT 1", plan: {} })).toBe("MIGRATION.INVALID_OPTION");
    expect(await codes({ statment: "SELECT 1" })).toBe("MIGRATION.UNKNOWN_OPTION");
    expect(await codes({ statement: "SELECT 1" })).toBe("MIGRATION.STATEMENT_NOT_PLANNED");
    expect(await codes({ statement: "UPDATE" })).toBe("MIGRATION.SQL_NOT_PARSED");
    expect(await codes({ statement: "DELETE FROM items", operationContext: { tableSize: -1 } })).toBe(
      "MIGRATION.INVALID_OPTION",
    );
    const plan = await planStatements(await readCatalog(connection), "DELETE FROM items");
    await connection.run("CREATE TABLE other (id INTEGER PRIMARY KEY)");
    expect(await codes({ plan })).toBe("MIGRATION.PLAN_OUTDATED");
  });

  it.runIf(name === "postgres")("says how much of the risk goes, from assessing both plans", async () => {
    const { connection, engine } = await prepared();
    await connection.run("INSERT INTO items SELECT n, 'y' || n, 1 FROM generate_series(1001, 60000) n; ANALYZE items");
    for (const statement of [
      "CREATE INDEX items_kind ON items (kind)",
      "ALTER TABLE items ADD CONSTRAINT items_kind_check CHECK (kind >= 0)",
      "ALTER TABLE items ALTER COLUMN kind TYPE bigint",
      "ALTER TABLE items ALTER COLUMN kind SET NOT NULL",
    ]) {
      const found = await engine.generateMitigationPlan({ statement });
      const again = await new RiskAssessmentEngine(connection).assessPlan(found.mitigatedPlan);
      // How fast the server is is measured each time, and that is a part of the score.
      expect(Math.abs(found.riskAfter.overallScore - again.overallScore)).toBeLessThanOrEqual(5);
      const [before, after] = [found.riskBefore, found.riskAfter].map(
        ({ categoryRisks }) => categoryRisks.AVAILABILITY.score,
      );
      expect(after).toBeLessThan(before ?? 0);
      expect(found.estimatedRiskReduction).toBeGreaterThan(0);
      expect(found.recommendedStrategies[0]?.effectivenessScore).toBeGreaterThan(0);
      const steps = found.mitigatedPlan.segments.flatMap((segment) => segment.steps);
      expect(steps.every(({ reversal }) => reversal === "inverse")).toBe(true);
    }
  });

  it.runIf(name === "postgres")("attaches a partition after checks, on it and on the default partition", async () => {
    const { connection, engine } = await prepared();
    await connection.run(`
      CREATE TABLE days (at date NOT NULL, n integer) PARTITION BY RANGE (at);
      CREATE TABLE days_other PARTITION OF days DEFAULT; INSERT INTO days SELECT date '2020-01-01' + n % 300, n FROM generate_series(1, 1000) n;
      CREATE TABLE days_2024 (at date NOT NULL, n integer); INSERT INTO days_2024 SELECT date '2024-01-01' + n % 300, n FROM generate_series(1, 1000) n`);
    const other = await prepared();
    await other.connection.run(`
      CREATE TABLE days (at date NOT NULL, n integer) PARTITION BY RANGE (at); CREATE TABLE days_other PARTITION OF days DEFAULT;
      CREATE TABLE days_2024 PARTITION OF days FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`);
    const plan = planMigration(await readCatalog(connection), await readCatalog(other.connection), {
      allow: "everything",
    });
    const found = await engine.generateMitigationPlan({ plan });
    expect(found.recommendedStrategies[0]).toMatchObject({ category: "DEFERRED_VALIDATION", isApplied: true });
    expect(found.remaining).toEqual([]);
    const sql = found.mitigatedPlan.segments.flatMap(({ steps }) => steps.flatMap(({ statements }) => statements));
    expect(sql.filter((text) => text.includes("VALIDATE CONSTRAINT"))).toHaveLength(2);
    await applyMigration(connection, found.mitigatedPlan, found.applyOptions);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(
      catalogFingerprint(await readCatalog(other.connection)),
    );
  });

  it("advises what has to be done in a plan of its own", async () => {
    const { connection, engine } = await prepared();
    const actual = await readCatalog(connection);
    const [table] = actual.objects.filter(({ kind }) => kind === "table").map(({ id }) => id);
    const other = open(await freshUrl());
    await other.run("CREATE TABLE things (id INTEGER PRIMARY KEY, code TEXT NOT NULL)");
    const renames = { [table ?? ""]: "things" };
    const plan = planMigration(actual, await readCatalog(other), { renames, allow: "everything" });
    const { recommendedStrategies } = await engine.generateMitigationPlan({ plan });
    const advice = recommendedStrategies.map(({ category, isApplied }) => [category, isApplied]);
    expect(advice).toContainEqual(["ALIAS_VIEW", false]);
    expect(advice).toContainEqual(["BACKUP_FIRST", true]);
  });

  it.runIf(name === "postgres")("leads statements written by hand where they lead by themselves", async () => {
    const statements = [
      "CREATE INDEX items_kind ON items (kind)",
      "ALTER TABLE items ADD CONSTRAINT items_kind_check CHECK (kind >= 0)",
      "ALTER TABLE items ADD COLUMN token uuid DEFAULT gen_random_uuid()",
      "ALTER TABLE items ALTER COLUMN kind TYPE text USING 'k' || kind",
      "ALTER TABLE items ALTER COLUMN kind SET NOT NULL",
      "ALTER TABLE items ADD CONSTRAINT items_code UNIQUE (code)",
      "DROP INDEX items_kind",
      "ALTER TABLE items ALTER COLUMN kind SET DEFAULT 7",
    ];
    for (const statement of statements.filter((sql) => !sql.includes("TYPE text"))) await check([statement]);
    await check([statements[0] ?? "", statements[6] ?? ""]);
    await check([statements[3] ?? ""]);

    async function check(some: readonly string[]) {
      const [{ connection, engine }, other] = [await prepared(), await prepared()];
      if (some[0] === statements[6])
        for (const one of [connection, other.connection]) await one.run(statements[0] ?? "");
      for (const sql of some) await other.connection.run(sql);
      const found = await engine.generateMitigationPlan({ statement: some.join(";\n") });
      expect(found.remaining).toEqual([]);
      await applyMigration(connection, found.mitigatedPlan, found.applyOptions);
      const [ours, theirs] = [await readCatalog(connection), await readCatalog(other.connection)];
      expect(catalogFingerprint(ours)).toBe(catalogFingerprint(theirs));
    }
  });

  it.runIf(name === "postgres")(
    "attaches partitions, refreshes views and builds indexes again without keeping others out",
    async () => {
      const { connection, engine } = await prepared();
      await connection.run(
        "CREATE MATERIALIZED VIEW kinds AS SELECT kind, count(*) AS n FROM items GROUP BY kind; CREATE UNIQUE INDEX kinds_kind ON kinds (kind)",
      );
      for (const [statement, word] of [
        ["REFRESH MATERIALIZED VIEW kinds", "REFRESH MATERIALIZED VIEW CONCURRENTLY kinds"],
        ["REINDEX TABLE items", "REINDEX TABLE CONCURRENTLY items"],
      ] as const) {
        const found = await engine.generateMitigationPlan({ statement });
        const [sql] = found.mitigatedPlan.segments.flatMap(({ steps }) =>
          steps.flatMap(({ statements }) => statements),
        );
        expect(sql).toBe(word);
        await applyMigration(connection, found.mitigatedPlan, found.applyOptions);
      }
      const exclude = await engine.generateMitigationPlan({
        statement:
          "ALTER TABLE items ADD CONSTRAINT items_kind_fk FOREIGN KEY (kind) REFERENCES items (id); UPDATE items SET kind = 1 FROM (SELECT 1) AS one",
        operationContext: { maintenanceWindowMinutes: 10 },
      });
      expect(exclude.recommendedStrategies.map(({ category, isApplied }) => [category, isApplied])).toEqual([
        ["DEFERRED_VALIDATION", true],
        ["TIME_WINDOW", false],
        ["SHORT_LOCKS", true],
      ]);
      expect(exclude.remaining).toEqual([expect.stringContaining("updateRows")]);
    },
  );
});
