import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Item = defineModel("Item", {
  sku: field.text().unique(),
  stock: field.integer().default(0),
  price: field.decimal(10, 2).optional(),
  orderId: field.integer().optional(),
});
const Basket = defineModel("Basket", { basket: field.json<{ items: readonly { price: number }[] }>() });
const models = { Item, Basket };

const suites = await isolatedTests({ models });

describe.each(suites)("bulk operations on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `sku-${index}`, stock: index }));
  const stored = async () => (await db.models.Item.list({ orderBy: ["id"], limit: 10_000 })).records;

  it("stores any number of rows, in the order of the input, with their keys", async () => {
    const result = await db.models.Item.bulkCreate(rows(2503), { returnIds: true, batchSize: 1000 });
    expect(result).toMatchObject({ processed: 2503, inserted: 2503, updated: 0, skipped: 0, errors: [] });
    const all = await stored();
    expect(all.map(({ sku }) => sku)).toEqual(rows(2503).map(({ sku }) => sku));
    expect(result.ids).toEqual(all.map(({ id }) => id));
  });

  it("takes iterables and async iterables, and nothing", async () => {
    async function* later() {
      yield* rows(5);
    }
    expect(await db.models.Item.bulkCreate(later(), { batchSize: 2 })).toMatchObject({ processed: 5, inserted: 5 });
    expect(await db.models.Item.bulkCreate([])).toMatchObject({ processed: 0, inserted: 0 });
    expect(await db.models.Item.bulkCreate(new Set([{ sku: "from a set" }]))).toMatchObject({ inserted: 1 });
  });

  it("fills in defaults and nulls where rows differ in what they bring", async () => {
    await db.models.Item.bulkCreate([{ sku: "a" }, { sku: "b", price: "1.50" }, { sku: "c", stock: 3, price: null }]);
    expect((await stored()).map(({ sku, stock, price }) => ({ sku, stock, price }))).toEqual([
      { sku: "a", stock: 0, price: null },
      { sku: "b", stock: 0, price: "1.50" },
      { sku: "c", stock: 3, price: null },
    ]);
  });

  it("stores nothing when one row is in error", async () => {
    const data = [...rows(1500), { sku: "sku-3", stock: 1 }];
    await expect(db.models.Item.bulkCreate(data)).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    const odd = [...rows(1200), { sku: "x", stock: 1.5 }];
    await expect(db.models.Item.bulkCreate(odd)).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
    expect(await db.models.Item.count()).toEqual({ count: 0 });
  });

  it("keeps the good rows and names the others when told to collect", async () => {
    const data = [{ sku: "a" }, { sku: "b", stock: 0.5 }, { sku: "a" }, { sku: "c" }];
    const result = await db.models.Item.bulkCreate(data, { onRowError: "collect" });
    expect(result).toMatchObject({ processed: 4, inserted: 2, skipped: 2 });
    expect(result.errors.map(({ row, code }) => ({ row, code }))).toEqual([
      { row: 1, code: "MODEL.INVALID_INPUT" },
      { row: 2, code: "DATABASE.UNIQUE_VIOLATION" },
    ]);
    expect((await stored()).map(({ sku }) => sku)).toEqual(["a", "c"]);
  });

  it("skips rows whose key is taken, and counts them", async () => {
    await db.models.Item.bulkCreate(rows(3));
    const result = await db.models.Item.bulkCreate(rows(5), { conflictResolution: "skip", keyFields: ["sku"] });
    expect(result).toMatchObject({ processed: 5, inserted: 2, updated: 0, skipped: 3 });
  });

  it("upserts by key: counts are true, the last of equal keys wins", async () => {
    await db.models.Item.bulkCreate(rows(3));
    const data = [
      { sku: "sku-1", stock: 100 },
      { sku: "new", stock: 1 },
      { sku: "new", stock: 2 },
    ];
    const result = await db.models.Item.bulkUpsert(data, { keyFields: ["sku"] });
    expect(result).toEqual({ processed: 3, inserted: 1, updated: 2, duplicates: 1 });
    expect((await stored()).map(({ sku, stock }) => [sku, stock])).toEqual([
      ["sku-0", 0],
      ["sku-1", 100],
      ["sku-2", 2],
      ["new", 2],
    ]);
  });

  it("changes only updateFields of stored rows", async () => {
    await db.models.Item.bulkCreate([{ sku: "a", stock: 1, price: "1.00" }]);
    await db.models.Item.bulkUpsert([{ sku: "a", stock: 2, price: "2.00" }], {
      keyFields: ["sku"],
      updateFields: ["price"],
    });
    expect(await stored()).toMatchObject([{ sku: "a", stock: 1, price: "2.00" }]);
  });

  it("updates by filter with operators, and refuses an empty filter", async () => {
    await db.models.Item.bulkCreate(rows(10));
    expect(
      await db.models.Item.bulkUpdate({ filter: { stock: { $gte: 5 } }, update: { stock: { $inc: -5 } } }),
    ).toEqual({ processed: 5, updated: 5 });
    expect((await stored()).map(({ stock }) => stock)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    await expect(db.models.Item.bulkUpdate({ filter: {}, update: { stock: 0 } })).rejects.toMatchObject({
      code: "MODEL.EMPTY_FILTER",
    });
    expect(await db.models.Item.bulkUpdate({ all: true, update: { stock: 0 } })).toEqual({
      processed: 10,
      updated: 10,
    });
  });

  it("changes elements of arrays by filters", async () => {
    const items = [{ price: 5 }, { price: 150 }, { price: 200 }];
    await db.models.Basket.bulkCreate([{ basket: { items } }, { basket: { items: [] } }]);
    const prices = async () =>
      (await db.models.Basket.list({ orderBy: ["id"] })).records.map(({ basket }) =>
        basket.items.map(({ price }) => price),
      );
    await db.models.Basket.bulkUpdate({
      all: true,
      update: { $mul: { "basket.items.$[item].price": 2 } },
      arrayFilters: [{ "item.price": { $gte: 100 } }],
    });
    expect(await prices()).toEqual([[5, 300, 400], []]);
    await db.models.Basket.bulkUpdate({
      filter: { "basket.items.price": { $gt: 300 } },
      update: { $set: { "basket.items.$.price": 1 } },
    });
    expect(await prices()).toEqual([[5, 300, 1], []]);
    await expect(
      db.models.Basket.bulkUpdate({ all: true, update: { $inc: { "basket.items.$[other].price": 2 } } }),
    ).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT", message: expect.stringContaining("$[other]") });
    await expect(
      db.models.Basket.bulkUpdate({ filter: { id: { $gt: 0 } }, update: { $set: { "basket.items.$.price": 1 } } }),
    ).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
  });

  it("updates each row by its key in its own way", async () => {
    await db.models.Item.bulkCreate(rows(4));
    const data = [
      { sku: "sku-0", stock: 10 },
      { sku: "sku-2", price: "9.99" },
      { sku: "missing", stock: 1 },
    ];
    expect(await db.models.Item.bulkUpdate({ data, keyFields: ["sku"] })).toEqual({ processed: 3, updated: 2 });
    expect((await stored()).map(({ stock, price }) => [stock, price])).toEqual([
      [10, null],
      [1, null],
      [2, "9.99"],
      [3, null],
    ]);
  });

  it("deletes by filter and by keys, and refuses an empty filter", async () => {
    await db.models.Item.bulkCreate(rows(10));
    expect(await db.models.Item.bulkDelete({ filter: { stock: { $lt: 3 } } })).toEqual({ deleted: 3 });
    const [first, second] = await stored();
    expect(await db.models.Item.bulkDelete({ ids: [first?.id ?? 0, second?.id ?? 0, 999_999] })).toEqual({
      deleted: 2,
    });
    await expect(db.models.Item.bulkDelete({ filter: {} })).rejects.toMatchObject({ code: "MODEL.EMPTY_FILTER" });
    expect(await db.models.Item.bulkDelete({ all: true })).toEqual({ deleted: 5 });
  });
});
