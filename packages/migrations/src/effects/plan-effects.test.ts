import type { Connection } from "@dataflow/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaPairs } from "../apply/example-plans.fixture.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { POSTGRES_TOPICS } from "../plan/evolution/postgres-topics.fixture.ts";
import { type ShortLivedDatabases, shortLivedDatabases } from "../plan/evolution/short-lived-databases.fixture.ts";
import type { MigrationPlan, PlanStep } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { compareEffects } from "./compare-effects.ts";
import { LOCK_MODES, type LockMode, strongerLock } from "./lock-mode.ts";
import { predictScript } from "./predict/predict-effects.ts";
import { readPredictionFacts } from "./predict/read-prediction-facts.ts";
import { traceEffects } from "./trace/trace-effects.ts";
import type { TracedEffects } from "./trace/traced-effects.ts";

// Plans are made of statements that nobody has chosen for these tests: nothing that they do goes beyond what is foretold,
// and the lock that a step says it takes is not weaker than those it does take.

/** More than the few that every run takes: with DATAFLOW_TEST_RUNS. */
const isThorough = process.env.DATAFLOW_TEST_RUNS !== undefined;
const topics = Object.entries(POSTGRES_TOPICS).filter(([topic]) => isThorough || /partition|constraint/i.test(topic));

describe("PostgreSQL", () => {
  let databases: ShortLivedDatabases;
  beforeAll(async () => {
    databases = await shortLivedDatabases();
  });
  afterAll(() => databases?.close());

  it("foretells the plan of the example schemas", async () => {
    const { from, to } = schemaPairs.postgres;
    await checkPlan(from.join(";\n"), to.join(";\n"));
  });

  it.each(topics)("foretells the plans of the topic %s", { timeout: 300_000 }, async (_topic, variants) => {
    for (const [index, from] of variants.entries()) {
      const to = variants[index + 1];
      if (to === undefined) continue;
      await checkPlan(from, to);
      await checkPlan(to, from);
    }
  });

  async function checkPlan(from: string, to: string): Promise<void> {
    const desired = await databases.withDatabase(async (other) => {
      await other.run(to);
      return readCatalog(other);
    });
    await databases.withDatabase(async (connection) => {
      await connection.run(from);
      await runChecked(connection, planMigration(await readCatalog(connection), desired, { allow: "everything" }));
    });
  }
});

/** Segment after segment: what one makes has to be there for the next. */
async function runChecked(connection: Connection, plan: MigrationPlan): Promise<void> {
  for (const { steps } of plan.segments) {
    const statements = steps.flatMap((step) => step.statements);
    const predicted = await predictScript(statements.join(";\n"), await readPredictionFacts(connection));
    const traced = await traceEffects(connection, statements);
    expect(predicted).toHaveLength(statements.length);
    for (const [index, effects] of predicted.entries()) {
      const trace = traced[index];
      const missed = trace === undefined ? [] : compareEffects(effects, trace).filter((point) => point.isUnderstated);
      if (effects.unknown.length === 0) expect(missed, effects.statement).toEqual([]);
    }
    let next = 0;
    for (const step of steps) {
      checkLock(step, traced.slice(next, next + step.statements.length));
      next += step.statements.length;
    }
    for (const sql of statements) await connection.run(sql);
  }
}

/** Where a step says nothing, it takes no lock that is in the way of reading and writing rows. */
function checkLock({ id, lock }: PlanStep, traced: readonly TracedEffects[]): void {
  const said = LOCK_MODES.findLast((mode) => lock?.startsWith(`${mode} `)) ?? "SHARE UPDATE EXCLUSIVE";
  const seen = traced
    .flatMap(({ relations }) => relations)
    .filter(({ relation }) => relation.kind === "table")
    .reduce<LockMode | undefined>((strongest, effect) => strongerLock(strongest, effect.lock), undefined);
  if (seen !== undefined) expect([id, strongerLock(said, seen)]).toEqual([id, said]);
}
