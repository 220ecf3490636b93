import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { IntegratedRiskAssessmentSystem } from "./integrated-risk-assessment-system.ts";
import { html } from "./page/markup.ts";
import { renderRunPage } from "./page/render-run-page.ts";
import { renderRunReport } from "./render-run-report.ts";
import { runMigration } from "./run-migration.ts";

describe.each(databases)("reports and assessments on $name", ({ freshUrl }) => {
  let connection: Connection;
  beforeEach(async () => {
    connection = connect(await freshUrl());
    await connection.run('CREATE TABLE "a<b>" (id integer PRIMARY KEY, x text, "y&z" text)');
    await connection.run('CREATE VIEW seen AS SELECT x FROM "a<b>"');
    await connection.run("CREATE TABLE users (id integer PRIMARY KEY, legacy text)");
    await connection.run("CREATE TABLE orders (id integer PRIMARY KEY, buyer integer REFERENCES users (id))");
    await connection.run("INSERT INTO users VALUES (1, 'secret value')");
    await connection.run(`INSERT INTO "a<b>" VALUES (1, 'secret value', 'other secret')`);
  });
  afterEach(() => connection.close());

  it("shows every figure with its query, and nothing of the rows", async () => {
    const actual = await readCatalog(connection);
    const desired = {
      ...actual,
      objects: actual.objects.filter(({ path, kind }) => !(kind === "column" && path.at(-1) === "y&z")),
    };
    const plan = planMigration(actual, desired, { allow: "everything" });
    const report = await runMigration(connection, plan, { desired });
    expect(report.reason).toBeUndefined();
    const [page, text] = [renderRunPage(report), renderRunReport(report)];
    for (const written of [page, text, JSON.stringify(report)]) expect(written).not.toContain("secret");
    expect(text).toContain("safety level 3");
    expect(page).not.toContain("a<b>");
    expect(page).toContain("a&#60;b&#62;");
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
    expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page).toContain("seen");
    for (const { riskFactors } of Object.values(report.risk.categoryRisks))
      for (const { evidence } of riskFactors)
        for (const { query } of evidence) if (query !== undefined) expect(page).toContain(html`${query}`.text);
  });

  it("markup covers whatever comes from outside, also data that looks like markup", () => {
    const evil = { text: "<script>" };
    expect(html`<p>${evil}${["<b>", html`<i>${"&"}</i>`]}</p>`.text).toBe(
      "<p>[object Object]&#60;b&#62;<i>&#38;</i></p>",
    );
  });

  it("assesses an operation from all sides, and compares the requirements with what was measured", async () => {
    const system = new IntegratedRiskAssessmentSystem(connection);
    const assessment = await system.performCompleteAssessment({
      operationType: "DROP_COLUMN",
      table: "users",
      column: "legacy",
    });
    expect(assessment).toMatchObject({ overallRiskLevel: "HIGH", neededSafetyLevel: 3 });
    expect(assessment.foreignKeys?.affectedConstraints).toEqual([]);
    expect(assessment.performance?.table.rows.value).toBe(1);
    const plan = await system.generateComprehensiveMitigationPlan({
      assessment,
      businessRequirements: { maxDowntimeMinutes: 5, rollbackTimeLimitMinutes: 10, dataConsistencyCritical: true },
    });
    expect(plan.requirements.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(plan.meetsRequirements).toBe(true);
    const untried = await system.generateComprehensiveMitigationPlan({
      assessment,
      businessRequirements: { maxDowntimeMinutes: 5 },
      staging: false,
    });
    expect(untried.meetsRequirements).toBe("unknown");
    const table = await system.performCompleteAssessment({ operationType: "DROP_TABLE", table: "users" });
    expect(table.foreignKeys?.isSafeToProceed).toBe(false);
    expect(table.dependencies?.dependencies.map(({ dependencyType }) => dependencyType)).toContain("foreign key");
    await expect(
      system.performCompleteAssessment({ operationType: "DROP_TABLE", table: "users", cascade: true } as never),
    ).rejects.toMatchObject({ code: "MIGRATION.UNKNOWN_OPTION" });
  });
});
