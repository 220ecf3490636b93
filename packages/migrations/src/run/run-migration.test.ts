import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { stepEffects } from "../risk/step-effects.ts";
import { runPredicted } from "./careful-run.ts";
import { html } from "./page/markup.ts";
import { renderRunPage } from "./page/render-run-page.ts";
import { renderRunReport } from "./render-run-report.ts";
import { runMigration } from "./run-migration.ts";
import type { RunMigrationOptions } from "./run-options.ts";
import type { StepPredictor } from "./trace-segment.ts";

describe.each(databases)("runMigration on $name", ({ freshUrl }) => {
  let connection: Connection;
  let wanted: Connection;
  beforeEach(async () => {
    [connection, wanted] = [connect(await freshUrl()), connect(await freshUrl())];
    for (const one of [connection, wanted])
      await one.run("CREATE TABLE teams (id integer PRIMARY KEY, title text NOT NULL)");
    await connection.run(
      "CREATE TABLE users (id integer PRIMARY KEY, email text, nickname text, team integer REFERENCES teams (id))",
    );
    await connection.run("INSERT INTO teams VALUES (1, 'a'), (2, 'b')");
    for (let id = 1; id <= 40; id += 1)
      await connection.run(
        `INSERT INTO users VALUES (${id}, 'u${id}@x', ${id % 2 === 0 ? "'nick'" : "NULL"}, ${1 + (id % 2)})`,
      );
  });
  afterEach(() => Promise.all([connection.close(), wanted.close()]));

  async function run(users: string, options: RunMigrationOptions = {}) {
    await wanted.run(users);
    const desired = await readCatalog(wanted);
    const plan = planMigration(await readCatalog(connection), desired, { allow: "everything" });
    const report = await runMigration(connection, plan, { desired, ...options });
    return { report, plan, desired };
  }

  const WITHOUT_NICKNAME =
    "CREATE TABLE users (id integer PRIMARY KEY, email text, team integer REFERENCES teams (id))";
  const WITH_NOTE =
    "CREATE TABLE users (id integer PRIMARY KEY, email text, nickname text, team integer REFERENCES teams (id), note text)";
  const WITHOUT_USERS = "CREATE TABLE other (id integer PRIMARY KEY)";

  it("applies what risks little at once", async () => {
    const { report } = await run(WITH_NOTE, { safetyLevel: 1 });
    expect(report).toMatchObject({ success: true, state: "applied", safetyLevel: 1, neededLevel: 1 });
    expect(report.phases.filter(({ state }) => state === "done").map(({ phase }) => phase)).toEqual([
      "assess",
      "requirements",
      "apply",
      "verify",
    ]);
  });

  it("goes the whole way for what risks much", async () => {
    const { report, desired } = await run(WITHOUT_NICKNAME);
    expect(report.reason).toBeUndefined();
    expect(report).toMatchObject({ success: true, state: "applied", safetyLevel: 3, neededLevel: 3 });
    expect(report.phases.map(({ phase, state }) => [phase, state])).toEqual([
      ["assess", "done"],
      ["mitigate", "done"],
      ["stage", "done"],
      ["rehearse", "done"],
      ["requirements", "done"],
      ["lock", "done"],
      ["checkpoints", "done"],
      ["apply", "done"],
      ["verify", "done"],
      ["cleanUp", "done"],
    ]);
    expect(report.rehearsal?.environments).toHaveLength(2);
    expect(report.rehearsal?.rollback.obstacle).toBeUndefined();
    expect(typeof report.rehearsal?.rollback.boundMs).toBe("number");
    expect(report.locks.length).toBeGreaterThan(0);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(catalogFingerprint(desired));
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("refuses less care than the risk needs", async () => {
    const before = catalogFingerprint(await readCatalog(connection));
    await expect(run(WITHOUT_NICKNAME, { safetyLevel: 1 })).rejects.toMatchObject({
      code: "MIGRATION.SAFETY_TOO_LOW",
      meta: { needed: 3 },
    });
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("stops before the database when a requirement does not hold, and when nobody knows", async () => {
    const before = catalogFingerprint(await readCatalog(connection));
    const { report } = await run(WITHOUT_NICKNAME, {
      businessRequirements: { maxDowntimeMinutes: 0, dataConsistencyCritical: true },
    });
    expect(report).toMatchObject({ success: false, state: "stopped" });
    expect(report.requirements).toMatchObject([
      { requirement: "maxDowntimeMinutes", holds: false },
      { requirement: "dataConsistencyCritical", holds: true },
    ]);
    expect(report.requirements[0]?.evidence.length).toBeGreaterThan(0);
    const unknown = await runMigration(
      connection,
      planMigration(await readCatalog(connection), await readCatalog(connection)),
      { businessRequirements: { maxDowntimeMinutes: 5 } },
    );
    expect(unknown.state).toBe("alreadyApplied");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("holds generous requirements, with the figures that were measured", async () => {
    const { report } = await run(WITHOUT_USERS, {
      businessRequirements: { maxDowntimeMinutes: 5, rollbackTimeLimitMinutes: 10, dataConsistencyCritical: true },
    });
    expect(report.reason).toBeUndefined();
    expect(report.requirements.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(report).toMatchObject({ success: true, state: "applied" });
  });

  it("stops when the rehearsal fails, and leaves nothing behind", async () => {
    await connection.run("INSERT INTO users VALUES (99, 'u1@x', NULL, 1)");
    const before = catalogFingerprint(await readCatalog(connection));
    const { report } = await run(
      "CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE, nickname text, team integer REFERENCES teams (id))",
    );
    expect(report).toMatchObject({ success: false, state: "stopped" });
    expect(report.reason).toMatch(/rehearsal failed/);
    expect(report.phases.find(({ phase }) => phase === "cleanUp")?.state).toBe("done");
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("says that all statements were compared, and bounds durations with evidence", async () => {
    const { report } = await run(WITH_NOTE, { safetyLevel: 2 });
    expect(report.reason).toBeUndefined();
    const effects = report.rehearsal?.effects;
    expect(effects?.statements).toBeGreaterThan(0);
    expect(effects).toMatchObject({ compared: effects?.statements, disagreements: [], unknown: [] });
    expect(report.finalRisk).toEqual(report.risk);
    for (const written of [renderRunReport(report), renderRunPage(report)])
      expect(written).toContain(`all ${effects?.statements} statements of transactions were compared`);
    for (const { boundMs, evidence } of report.steps) {
      expect(typeof boundMs).toBe("number");
      expect(evidence.find(({ fact }) => fact.includes("the middle of 3 runs"))?.source).toBe("measurement");
      // Few rows: their number is the size.
      expect(evidence).toContainEqual(expect.objectContaining({ source: "count", value: 40, unit: "rows" }));
    }
  });

  it("raises the risk when more is done than was foretold, and asks for more care", async () => {
    await wanted.run(WITH_NOTE);
    const desired = await readCatalog(wanted);
    const plan = planMigration(await readCatalog(connection), desired);
    const before = catalogFingerprint(await readCatalog(connection));
    const harmless: StepPredictor = async (database, steps) =>
      (await stepEffects(database, steps)).map((effects) => effects.map((one) => ({ ...one, relations: [] })));
    const report = await runPredicted(connection, plan, { desired, safetyLevel: 2 }, harmless);
    expect(report).toMatchObject({ success: false, state: "stopped", risk: { overallRiskLevel: "LOW" } });
    expect(report.reason).toMatch(/more than was foretold, and needs safety level 3/);
    expect(report.finalRisk.overallScore).toBeGreaterThan(report.risk.overallScore);
    const factors = report.finalRisk.categoryRisks.AVAILABILITY.riskFactors;
    const found = factors.find(({ code }) => code === "EFFECTS_UNDERSTATED");
    expect(found?.evidence.map(({ source }) => source)).toEqual(["statement", "trace"]);
    expect(report.rehearsal?.effects?.disagreements[0]).toMatchObject({ isUnderstated: true });
    expect(renderRunReport(report)).toContain(`! ${found?.description}`);
    expect(renderRunPage(report)).toContain(html`${found?.description}`.text);
    expect(renderRunPage(report)).toContain("EFFECTS_UNDERSTATED");
    expect(JSON.parse(JSON.stringify(report.finalRisk))).toEqual(report.finalRisk);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(before);
  });

  it("refuses options that it does not know", async () => {
    const plan = planMigration(await readCatalog(connection), await readCatalog(connection));
    await expect(runMigration(connection, plan, { level: 3 } as never)).rejects.toMatchObject({
      code: "MIGRATION.UNKNOWN_OPTION",
    });
    await expect(runMigration(connection, plan, { safetyLevel: 4 as never })).rejects.toMatchObject({
      code: "MIGRATION.INVALID_OPTION",
    });
    await expect(
      runMigration(connection, plan, { businessRequirements: { maxDowntimeMinutes: -1 } }),
    ).rejects.toMatchObject({ code: "MIGRATION.INVALID_OPTION" });
  });
});
