import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { connect } from "@dataflow/database";
import { createTestContext, rowFactory, tddModels } from "@dataflow/testing";
import { filters } from "@dataflow/testing/arbitraries";
import { holdFileLock } from "@dataflow/testing/faults";
import { expect, test } from "@dataflow/testing/node";
import { conformanceSuites } from "@dataflow/testing/suites";
import fc from "fast-check";

/** Takes no value whose type was lost on the way, which would fit anything. */
function typed<Value>(value: 0 extends 1 & Value ? never : Value): Value {
  return value;
}

for (const turn of [1, 2]) {
  test(`starts without users, turn ${turn}`, async ({ tddModels: { User } }) => {
    const user = typed(await User.create({ name: "Ann", email: "a@example.com" }));
    expect(user).toMatchRow({ name: "Ann" });
    assert.deepEqual(await User.count(), { count: 1 });
  });
}

it("makes rows without a runner, and generates filters", async () => {
  const context = typed(await createTestContext({ models: tddModels }));
  await rowFactory(context.db, { seed: 7 }).create(context.models.Order);
  await fc.assert(
    fc.asyncProperty(typed(filters(tddModels.User)), async (filter) => {
      const { count } = await context.models.User.count({ filter });
      return count <= 1;
    }),
    { numRuns: 10 },
  );
  await context.close();
});

it("lets another process hold a lock", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dataflow-lock-"));
  const lock = typed(await holdFileLock(`sqlite:///${join(folder, "held.db")}`));
  assert.notEqual(lock.processId, process.pid);
  await lock.release();
  rmSync(folder, { recursive: true });
});

conformanceSuites({ describe, it }, { name: "this", open: async () => typed(connect("sqlite::memory:")) }, { runs: 5 });
