import { defineModel, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { describe } from "vitest";
import { expect, tddTest, test } from "../vitest.ts";

describe("the fixtures on models that are there already", () => {
  for (const turn of [1, 2, 3]) {
    test(`undoes what it did, turn ${turn}`, async ({ tddDataflow, tddModels, tddTestContext }) => {
      const user = await tddModels.User.create({ name: "Ann", email: "a@example.com" });
      expect(user.id).toBeGreaterThan(0);
      expect(await tddDataflow.models.User.count()).toEqual({ count: 1 });
      expect(tddTestContext.statements.length).toBe(2);
    });
  }

  test.concurrent.for([1, 2, 3, 4])("runs at the same time as others, %s", async (_turn, { tddModels }) => {
    const product = await tddModels.Product.create({ name: "Pen", price: "1.20" });
    const user = await tddModels.User.create({ name: "Ann", email: "a@example.com" });
    await tddModels.Order.create({ userId: user.id, productId: product.id });
    expect(await tddModels.Order.count()).toEqual({ count: 1 });
  });

  test("counts what a test asks of the database", async ({ tddModels, tddPerformanceTest }) => {
    const { measure, within } = tddPerformanceTest;
    await tddModels.User.bulkCreate([1, 2, 3].map((n) => ({ name: `u${n}`, email: `u${n}@example.com` })));
    const one = await measure(() => tddModels.User.list());
    expect([one.result.records.length, one.statements.length, one.rowsGiven]).toEqual([3, 1, 3]);
    expect(
      await within({ statements: 1, rowsGiven: 1, sequentialScans: [] }, () => tddModels.User.read(1)),
    ).toMatchObject({
      id: 1,
    });
    await within({ sequentialScans: ["users"] }, () => tddModels.User.list({ filter: { name: "u2" } }));
    const byName = within({ sequentialScans: [] }, () => tddModels.User.list({ filter: { name: "u2" } }));
    await expect(byName).rejects.toMatchObject({
      code: "FIXTURE.OVER_BUDGET",
      message: expect.stringContaining('"users"'),
    });
    const oneByOne = within({ statements: 2, rowsGiven: 2 }, async () => {
      for (const id of [1, 2, 3]) await tddModels.User.read(id);
    });
    await expect(oneByOne).rejects.toMatchObject({
      code: "FIXTURE.OVER_BUDGET",
      message: expect.stringContaining("3 statements"),
    });
    await expect(within({ rowsGiven: -1 }, () => 1)).rejects.toMatchObject({ code: "FIXTURE.INVALID_OPTION" });
  });
});

const Note = defineModel("Note", { text: field.text().unique() });

// Fixtures belong to a file, so they are defined outside of its groups.
const notes = await Promise.all(
  databases.map(async ({ name, freshUrl }) => ({
    name,
    noteTest: tddTest({
      url: await freshUrl(),
      models: { Note },
      prepare: (db) => db.models.Note.create({ text: "always there" }),
    }),
  })),
);

describe.each(notes)("fixtures of one's own on $name", ({ noteTest }) => {
  noteTest("starts with what was prepared", async ({ tddModels }) => {
    expect(await tddModels.Note.list()).toMatchObject({ records: [{ text: "always there" }] });
  });

  noteTest("plans statements without running them", async ({ tddModels, tddPerformanceTest }) => {
    const { within } = tddPerformanceTest;
    await within({ sequentialScans: [] }, () => tddModels.Note.list({ filter: { text: "x" } }));
    const all = within({ sequentialScans: [] }, () => tddModels.Note.list({ filter: { text: { $like: "%x" } } }));
    await expect(all).rejects.toMatchObject({ code: "FIXTURE.OVER_BUDGET" });
    await within({ sequentialScans: [] }, () => tddModels.Note.create({ text: "new" }));
    expect(await tddModels.Note.count()).toEqual({ count: 2 });
  });
});
