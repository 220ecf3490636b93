// Run by Node's own test runner; see node-test.test.ts.
import assert from "node:assert/strict";
import { test } from "../node.ts";

for (const turn of [1, 2, 3]) {
  test(`undoes what it did, turn ${turn}`, async ({ tddModels, tddDataflow, tddPerformanceTest }) => {
    await tddModels.User.create({ name: "Ann", email: "a@example.com" });
    assert.deepEqual(await tddDataflow.models.User.count(), { count: 1 });
    await tddPerformanceTest.within({ statements: 1 }, () => tddModels.User.count());
  });
}

test("fails as any test", async ({ tddModels }) => {
  await tddModels.User.read(99);
});
