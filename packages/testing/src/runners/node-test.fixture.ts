// Run by Node's own test runner; see node-test.test.ts.
import assert from "node:assert/strict";
import { tableSnapshot, tddModels } from "../index.ts";
import { expect, tddTest, test } from "../node.ts";

for (const turn of [1, 2, 3]) {
  test(`undoes what it did, turn ${turn}`, async ({ tddModels, tddDataflow, tddPerformanceTest }) => {
    await tddModels.User.create({ name: "Ann", email: "a@example.com" });
    assert.deepEqual(await tddDataflow.models.User.count(), { count: 1 });
    await tddPerformanceTest.within({ statements: 1 }, () => tddModels.User.count());
  });
}

const withRows = tddTest({ models: tddModels, fixtures: new URL("./node-test.fixture.yaml", import.meta.url) });

withRows("has the rows of files and all matchers", async ({ tddFixtures, tddModels: { User } }) => {
  const ann = tddFixtures.get(User, "ann");
  expect(ann).toMatchRow({ name: "Ann" });
  expect(ann).not.toMatchRow({ name: "Bob" });
  await expect(User).toHaveRows([{ name: "Ann" }]);
  await expect(User).not.toHaveRows([]);
  await expect(User).toMatchTable([{ id: "<User 1>", name: "Ann", email: "a@example.com", active: true }], {
    omit: ["createdAt", "updatedAt"],
  });
  await expect(() => User.create({ name: "Bob", email: "a@example.com" })).toViolate("unique", ["email"]);
  assert.throws(() => expect(ann).toMatchRow({ name: "Bob" }), { name: "AssertionError", message: /differs in name/ });
  await assert.rejects(expect(User).toMatchTable([]), { name: "AssertionError", expected: [] });
  const [{ id } = { id: undefined }] = await tableSnapshot(User);
  assert.equal(id, "<User 1>");
});

test("fails as any test", async ({ tddModels }) => {
  await tddModels.User.read(99);
});
