import { expect, test } from "vitest";
import { RISK_LEVELS } from "../report/risk-level.ts";
import { assessSql } from "./assess-sql.ts";
import type { LabelledScript } from "./labelled-scripts.fixture.ts";
import { safeScripts } from "./safe-scripts.fixture.ts";
import { unsafeScripts } from "./unsafe-scripts.fixture.ts";

/** What would stop somebody: LOW is advice. */
async function alarms({ sql, rule, ...options }: LabelledScript): Promise<readonly string[]> {
  const { statements } = await assessSql(sql, options);
  const findings = statements.flatMap((statement) => statement.findings);
  return findings.filter(({ level }) => RISK_LEVELS.indexOf(level) > 0).map((finding) => finding.rule);
}

test("there are enough to tell", () => {
  expect(safeScripts.length + unsafeScripts.length).toBeGreaterThan(200);
  expect(safeScripts.length).toBeGreaterThan(75);
});

test("no script that does harm is missed", async () => {
  const missed: unknown[] = [];
  for (const script of unsafeScripts) {
    const found = await alarms(script);
    if (!found.includes(script.rule ?? "")) missed.push([script.sql, script.rule, found]);
  }
  expect(missed).toEqual([]);
});

test("no script that does none raises an alarm", async () => {
  const wrong: unknown[] = [];
  for (const script of safeScripts) {
    const found = await alarms(script);
    if (found.length > 0) wrong.push([script.sql, found]);
  }
  expect(wrong).toEqual([]);
});
