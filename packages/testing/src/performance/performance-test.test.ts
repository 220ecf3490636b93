import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, vi } from "vitest";
import { createTestContext } from "../context/create-test-context.ts";
import { tddModels } from "../models/tdd-models.ts";
import { tddTest } from "../vitest.ts";
import { performanceTest } from "./performance-test.ts";

const tests = await Promise.all(
  databases.flatMap(({ name, freshUrl }) =>
    (["savepoint", "database"] as const).map(async (isolation) => ({
      name,
      isolation,
      test: tddTest({ url: await freshUrl(), models: tddModels, isolation }),
    })),
  ),
);

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe.each(tests)("performance checks on $name isolated by $isolation", ({ name, isolation, test }) => {
  const isTold = name === "postgres" && isolation === "savepoint";

  test("count the rows that were read, where that is known", async ({
    tddModels,
    tddTestContext,
    tddPerformanceTest,
  }) => {
    const { measure, within } = tddPerformanceTest;
    const { User } = tddModels;
    await User.bulkCreate(Array.from({ length: 20 }, (_, at) => ({ name: `u${at}`, email: `${at}@example.com` })));
    const before = tddTestContext.statements.length;
    const byName = await measure(() => User.list({ filter: { name: "u7" } }));
    expect(byName).toMatchObject({ rowsGiven: 1, ...(isTold ? { rowsRead: 20 } : {}) });
    expect("rowsRead" in byName).toBe(isTold);
    expect(tddTestContext.statements.length).toBe(before + 1);
    const byKey = within({ rowsGiven: 1, rowsRead: 1 }, () => User.read(byName.result.records[0]?.id ?? 0));
    if (!isTold) return expect(byKey).rejects.toMatchObject({ code: "FIXTURE.ROWS_READ_UNKNOWN", meta: { isolation } });
    await byKey;
    const tooMany = within({ rowsGiven: 1, rowsRead: 19 }, () => User.list({ filter: { name: "u7" } }));
    await expect(tooMany).rejects.toMatchObject({
      code: "FIXTURE.OVER_BUDGET",
      meta: { problems: ["20 rows read, and at most 19 are allowed"] },
    });
    const failing = await measure(() => User.create({ name: "x", email: "1@example.com" }).catch(() => undefined));
    expect(failing.rowsRead).toBeTypeOf("number");
  });

  test("count answers that work waits for", async ({ tddDataflow: db, tddModels, tddPerformanceTest }) => {
    const { measure, within } = tddPerformanceTest;
    await within({ roundTrips: 1 }, () => tddModels.User.count());
    const two = await measure(() =>
      db.transaction(async () => {
        await tddModels.User.create({ name: "Ann", email: "a@example.com" });
        await db.transaction(() => tddModels.User.count());
      }),
    );
    expect([two.statements.length, two.roundTrips]).toEqual([2, 6]);
    const tooMany = within({ roundTrips: 2 }, () => db.transaction(() => tddModels.User.count()));
    await expect(tooMany).rejects.toMatchObject({
      code: "FIXTURE.OVER_BUDGET",
      message: expect.stringContaining("3 round trips"),
    });
  });
});

const [{ test }] = tests as [(typeof tests)[number]]; // there are databases

test("find work that keeps memory", async ({ tddModels, tddTestContext, tddPerformanceTest }) => {
  const { withinRepeated } = tddPerformanceTest;
  const kept: unknown[] = [];
  const from = tddTestContext.statements.length;
  const leak = withinRepeated({ heapGrowth: 4_000 }, () => kept.push(new Array(1_000).fill(kept.length)));
  await expect(leak).rejects.toMatchObject({ code: "FIXTURE.OVER_BUDGET", meta: { heapGrowth: expect.any(Number) } });
  kept.length = 0;
  await withinRepeated({ heapGrowth: 4_000, calls: 20 }, () => tddModels.User.count());
  expect(tddTestContext.statements.length).toBe(from);
});

test("compare times with a baseline in turns", async ({ tddPerformanceTest: { repeat, withinRepeated } }) => {
  const { timesBaseline } = await repeat(() => busy(1), { baseline: () => busy(0.1), calls: 3 });
  expect(timesBaseline).toBeGreaterThan(5);
  await withinRepeated({ timesBaseline: 5, baseline: () => busy(1) }, () => busy(0.5));
  const slow = withinRepeated({ timesBaseline: 1.5, baseline: () => busy(0.1) }, () => busy(1));
  await expect(slow).rejects.toMatchObject({
    code: "FIXTURE.OVER_BUDGET",
    message: expect.stringMatching(/times as long/),
  });
});

test("measure again what a disturbance has made slow", async ({ tddPerformanceTest: { withinRepeated } }) => {
  let calls = 0;
  const disturbed = vi.fn((call: number) => {
    if (call === 0) calls += 1;
    busy(calls === 1 ? 2 : 0.01);
  });
  await withinRepeated({ timesBaseline: 20, baseline: () => busy(0.01) }, disturbed);
  expect(calls).toBe(2);
});

test("tell what is no budget", async ({ tddModels, tddPerformanceTest: { withinRepeated } }) => {
  const refused = withinRepeated({ timesBaseline: 100_000, calls: 0 }, () => tddModels.User.count());
  await expect(refused).rejects.toMatchObject({ code: "FIXTURE.INVALID_OPTION" });
  const unknown = withinRepeated({ heapGrowht: 1 } as object, () => 1);
  await expect(unknown).rejects.toMatchObject({
    code: "FIXTURE.UNKNOWN_OPTION",
    fix: expect.stringContaining("heapGrowth"),
  });
  await withinRepeated({ timesBaseline: 10_000 }, () => tddModels.User.count());
});

test("count for a context of its own too", async () => {
  await using context = await createTestContext({ models: tddModels, url: "sqlite::memory:" });
  await performanceTest(context).within({ roundTrips: 1 }, () => context.models.User.count());
  expect(context.roundTrips).toBe(1);
});
