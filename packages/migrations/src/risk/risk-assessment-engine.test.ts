import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DependencyAnalyzer } from "../dependencies/dependency-analyzer.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { assessPlan } from "./assess-plan.ts";
import type { RiskAssessment, RiskCategory } from "./risk-assessment.ts";
import { RISK_CATEGORIES } from "./risk-assessment.ts";
import { RiskAssessmentEngine } from "./risk-assessment-engine.ts";
import type { OperationRiskRequest } from "./risk-operation.ts";

function codes(risk: RiskAssessment, category: RiskCategory): readonly string[] {
  return risk.categoryRisks[category].riskFactors.map(({ code }) => code);
}

describe.each(databases)("RiskAssessmentEngine on $name", ({ name, freshUrl }) => {
  let connection: Connection;
  let engine: RiskAssessmentEngine;
  beforeEach(async () => {
    connection = connect(await freshUrl());
    engine = new RiskAssessmentEngine(connection);
    for (const sql of [
      "CREATE TABLE teams (id integer PRIMARY KEY, title text)",
      "CREATE TABLE users (id integer PRIMARY KEY, email text, nickname text, age text, team integer)",
      "CREATE TABLE empty (id integer PRIMARY KEY, note text, n integer)",
      "CREATE INDEX by_email ON users (email)",
      "INSERT INTO teams VALUES (1, 'a')",
      "INSERT INTO users VALUES (1, 'x@y', NULL, '12', 1), (2, 'x@y', NULL, '007', 9), (3, NULL, NULL, '30', NULL)",
    ])
      await connection.run(sql);
  });
  afterEach(() => connection.close());

  const MATRIX: readonly (readonly [request: OperationRiskRequest, least: string])[] = [
    [{ operationType: "ADD_COLUMN", table: "users", column: "note", details: { type: "text" } }, "LOW"],
    [
      {
        operationType: "ADD_COLUMN",
        table: "users",
        column: "m",
        details: { type: "integer", notNull: true, default: "0" },
      },
      "MEDIUM",
    ],
    [{ operationType: "DROP_COLUMN", table: "users", column: "email" }, "HIGH"],
    [{ operationType: "RENAME_COLUMN", table: "users", column: "email", details: { newName: "mail" } }, "MEDIUM"],
    [{ operationType: "CHANGE_TYPE", table: "users", column: "age", details: { type: "integer" } }, "HIGH"],
    [{ operationType: "RENAME_TABLE", table: "users", details: { newName: "people" } }, "CRITICAL"],
    [{ operationType: "DROP_TABLE", table: "users" }, "CRITICAL"],
    [
      {
        operationType: "ADD_FOREIGN_KEY",
        table: "users",
        column: "team",
        details: { references: { table: "teams", columns: ["id"] } },
      },
      "MEDIUM",
    ],
    [{ operationType: "ADD_INDEX", table: "users", column: "age" }, "LOW"],
    [{ operationType: "DROP_INDEX", table: "users", details: { name: "by_email" } }, "MEDIUM"],
  ];

  it.each(MATRIX)("is never below what such changes are worth in general: %o", async (request, least) => {
    const risk = await engine.assessOperationRisk(request);
    const levels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    expect(levels.indexOf(risk.overallRiskLevel)).toBeGreaterThanOrEqual(levels.indexOf(least));
    for (const category of RISK_CATEGORIES) {
      for (const { evidence, impactScore } of risk.categoryRisks[category].riskFactors) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(impactScore).toBeLessThanOrEqual(100);
        for (const { query } of evidence) if (query !== undefined) await connection.query(query);
      }
    }
  });

  it("an empty table and a column never written prove it harmless, and the fact is shown", async () => {
    const unwritten = await engine.assessOperationRisk({
      operationType: "DROP_COLUMN",
      table: "users",
      column: "nickname",
    });
    expect(unwritten.overallRiskLevel).toBe("LOW");
    const [proof] = unwritten.categoryRisks.DATA_LOSS.riskFactors;
    expect(proof).toMatchObject({ code: "PROVED_HARMLESS", impactScore: 0, evidence: [{ source: "count", value: 0 }] });
    const empty = await engine.assessOperationRisk({ operationType: "DROP_TABLE", table: "empty" });
    expect(codes(empty, "DATA_LOSS")).toEqual(["PROVED_HARMLESS"]);
    await connection.run("INSERT INTO empty (id) VALUES (1)");
    const filled = await engine.assessOperationRisk({ operationType: "DROP_TABLE", table: "empty" });
    expect(filled.overallRiskLevel).toBe("CRITICAL");
  });

  it("counts what is lost, altered and in the way", async () => {
    const lost = await engine.assessOperationRisk({ operationType: "DROP_COLUMN", table: "users", column: "email" });
    const factor = lost.categoryRisks.DATA_LOSS.riskFactors.find(({ code }) => code === "VALUES_LOST");
    expect(factor?.evidence[0]).toMatchObject({ source: "count", value: 2 });
    expect(codes(lost, "COMPLIANCE")).toEqual(["MAY_BE_PERSONAL"]);
    const required = await engine.assessOperationRisk({
      operationType: "SET_NOT_NULL",
      table: "users",
      column: "email",
    });
    expect(codes(required, "AVAILABILITY")).toContain("CHANGE_FAILS");
    const key = await engine.assessOperationRisk({
      operationType: "ADD_FOREIGN_KEY",
      table: "users",
      column: "team",
      details: { references: { table: "teams", columns: ["id"] } },
    });
    expect(key.categoryRisks.AVAILABILITY.riskFactors).toContainEqual(
      expect.objectContaining({ code: "CHANGE_FAILS", evidence: [expect.objectContaining({ value: 1 })] }),
    );
    const unique = await engine.assessOperationRisk({
      operationType: "ADD_INDEX",
      table: "users",
      column: "email",
      details: { unique: true },
    });
    expect(codes(unique, "AVAILABILITY")).toContain("CHANGE_FAILS");
    const retyped = await engine.assessOperationRisk({
      operationType: "CHANGE_TYPE",
      table: "users",
      column: "age",
      details: { type: "integer" },
    });
    expect(
      retyped.categoryRisks.DATA_LOSS.riskFactors.find(({ code }) => code === "VALUES_ALTERED")?.evidence[0],
    ).toMatchObject({ value: 1 });
  });

  it("functions that nobody understands once, however many columns and functions there are", async () => {
    if (connection.dialect !== "postgres") return;
    for (const name of ["f", "g"])
      await connection.run(
        `CREATE FUNCTION ${name}(c text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE format(''UPDATE users SET %I = NULL'', c); END'`,
      );
    const actual = await readCatalog(connection);
    const gone = new Set(["column public.users.nickname", "column public.users.age"]);
    const desired = { ...actual, objects: actual.objects.filter(({ id }) => !gone.has(id)) };
    const risk = await assessPlan(connection, planMigration(actual, desired, { allow: "everything" }), { desired });
    const named = risk.categoryRisks.AVAILABILITY.riskFactors.filter(({ description }) => /\bg\(/.test(description));
    expect(named.map(({ code }) => code).toSorted()).toEqual(["DEPENDENT_BREAKS", "UNKNOWN"]);
    for (const { description } of named) expect(description).toMatch(/\bf\(text\).*\bg\(text\)/);
    expect(risk.unknown.filter((sentence) => /\bg\(/.test(sentence))).toHaveLength(1);
  });

  it("a type under any of its names", async () => {
    const change = (type: string) =>
      engine.assessOperationRisk({ operationType: "CHANGE_TYPE", table: "users", column: "age", details: { type } });
    const [own, other] = [await change("integer"), await change("int4")];
    if (connection.dialect === "postgres") expect(other).toEqual(own);
    expect(other.overallRiskLevel).toBe(own.overallRiskLevel);
  });

  it("dependents that the plan does not see to make it worse", async () => {
    await connection.run("CREATE VIEW nicks AS SELECT nickname FROM users");
    const request = { operationType: "DROP_COLUMN", table: "users", column: "nickname" } as const;
    const risk = await engine.assessOperationRisk(request);
    const dependencies = await new DependencyAnalyzer(connection).analyzeColumnDependencies(request);
    expect(await engine.assessOperationRisk({ ...request, dependencies })).toEqual(risk);
    const other = await new DependencyAnalyzer(connection).analyzeTableDependencies({ table: "teams" });
    await expect(engine.assessOperationRisk({ ...request, dependencies: other })).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
  });

  it("assesses a plan step by step, and refuses one for another schema", async () => {
    const actual = await readCatalog(connection);
    const wanted = connect(await freshUrl());
    await wanted.run("CREATE TABLE teams (id integer PRIMARY KEY, title text, extra text)");
    const desired = await readCatalog(wanted);
    await wanted.close();
    const plan = planMigration(actual, desired, { allow: "everything" });
    const risk = await engine.assessPlan(plan, { desired });
    expect(risk.overallRiskLevel).toBe("CRITICAL");
    expect(risk.steps.map(({ step }) => step)).toEqual(plan.segments.flatMap(({ steps }) => steps.map(({ id }) => id)));
    const highest = Math.max(...risk.steps.map(({ assessment }) => assessment.overallScore));
    expect(risk.overallScore).toBeGreaterThanOrEqual(highest);
    await connection.run("CREATE TABLE late (id integer)");
    await expect(engine.assessPlan(plan)).rejects.toMatchObject({ code: "MIGRATION.PLAN_OUTDATED" });
  });

  it("writes nothing, and refuses what it does not know", async () => {
    const before = JSON.stringify(await readCatalog(connection));
    await engine.assessOperationRisk({ operationType: "DROP_TABLE", table: "users" });
    expect(JSON.stringify(await readCatalog(connection))).toBe(before);
    const ask = (request: object) => engine.assessOperationRisk(request as never);
    await expect(ask({ operationType: "DROP", table: "users" })).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
    await expect(ask({ operationType: "DROP_COLUMN", table: "users" })).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
    await expect(ask({ operationType: "DROP_TABLE", table: "users", cascade: 1 })).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
    await expect(
      ask({ operationType: "DROP_INDEX", table: "users", details: { name: "by_mail" } }),
    ).rejects.toMatchObject({
      fix: expect.stringContaining("by_email"),
    });
  });

  it.runIf(name === "postgres")("facts decide: the same statement on four sizes gives four answers", async () => {
    const scores: number[] = [];
    await connection.run("CREATE TABLE sized (id integer PRIMARY KEY, n integer)");
    for (const rows of [0, 50, 5_000, 300_000]) {
      await connection.run("TRUNCATE sized");
      await connection.run(`INSERT INTO sized SELECT i, i FROM generate_series(1, ${rows}) i`);
      await connection.run("ANALYZE sized");
      const risk = await engine.assessOperationRisk({
        operationType: "ADD_INDEX",
        table: "sized",
        column: "n",
      });
      scores.push(risk.overallScore);
    }
    expect(new Set(scores).size).toBe(4);
    expect(scores).toEqual(scores.toSorted((left, right) => left - right));
  });

  it.runIf(name === "postgres")("a comment classifies", async () => {
    await connection.run("COMMENT ON COLUMN users.nickname IS 'from support calls @classified'");
    const risk = await engine.assessOperationRisk({ operationType: "DROP_COLUMN", table: "users", column: "nickname" });
    expect(codes(risk, "COMPLIANCE")).toEqual(["CLASSIFIED_DATA"]);
  });
});
