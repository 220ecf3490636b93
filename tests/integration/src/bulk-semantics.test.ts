import { type BulkProgress, type DataFlow, defineModel, field } from "@dataflow/model";
import { beforeEach, describe, expect } from "vitest";
import { z } from "zod";
import { isolatedTests } from "./isolated-tests.ts";

const Item = defineModel(
  "Item",
  {
    sku: field.text().unique(),
    stock: field.integer().default(0),
    label: field.text().optional().validate(z.string().trim().min(2)),
  },
  { versioned: true },
);
const Seat = defineModel("Seat", {
  row: field.text().primaryKey(),
  number: field.integer().primaryKey(),
  guest: field.text().optional(),
});
const Tag = defineModel("Tag", { code: field.uuid().optional().unique(), name: field.text().default("none") });
const models = { Item, Seat, Tag };
const UUID = "0b6e5a2c-7f0e-4c58-9a53-1d2f3b4c5d6e";

const suites = await isolatedTests({ models });

describe.each(suites)("the semantics of bulk operations on $name", ({ it, name }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  const rows = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => ({ sku: `sku-${from + index}`, stock: index }));
  const stored = async () => (await db.models.Item.list({ orderBy: ["id"], limit: 10_000 })).records;

  describe("rows in error", () => {
    it("names the row of the whole input, its field and its constraint, and stores nothing", async () => {
      await db.models.Item.create({ sku: "sku-25" });
      const failure = db.models.Item.bulkCreate(rows(40), { batchSize: 10 });
      await expect(failure).rejects.toMatchObject({
        code: "DATABASE.UNIQUE_VIOLATION",
        meta: { row: 25, fields: ["sku"], constraint: "items_sku_key" },
      });
      expect(await db.models.Item.count()).toEqual({ count: 1 });
      const odd = [...rows(15), { sku: "odd", stock: 0.5 }];
      await expect(db.models.Item.bulkCreate(odd, { batchSize: 10 })).rejects.toThrow("Item[15].stock");
    });

    it("collects what is wrong with each row and keeps the others, in every bulk operation", async () => {
      await db.models.Item.create({ sku: "sku-3" });
      const created = await db.models.Item.bulkCreate([...rows(8), { sku: "odd", stock: 0.5 }], {
        onRowError: "collect",
        batchSize: 3,
        returnIds: true,
      });
      expect(created).toMatchObject({ processed: 9, inserted: 7, skipped: 2 });
      expect(created.errors).toMatchObject([
        { row: 3, code: "DATABASE.UNIQUE_VIOLATION", fields: ["sku"], constraint: "items_sku_key" },
        { row: 8, code: "MODEL.INVALID_INPUT", fields: ["stock"] },
      ]);
      expect(created.ids).toHaveLength(7);
      const updated = await db.models.Item.bulkUpdate({
        data: [
          { sku: "sku-1", stock: 7 },
          { sku: "sku-2", stock: 1.5 },
        ],
        keyFields: ["sku"],
        onRowError: "collect",
      });
      expect(updated).toMatchObject({ processed: 2, updated: 1, skipped: 1, errors: [{ row: 1, fields: ["stock"] }] });
      const upserted = await db.models.Item.bulkUpsert(
        [
          { sku: "sku-1", stock: 8 },
          { sku: "new", label: "x" },
        ],
        {
          keyFields: ["sku"],
          onRowError: "skip",
        },
      );
      expect(upserted).toEqual({ processed: 2, inserted: 0, updated: 1, skipped: 1, errors: [] });
    });

    it("leaves no value of a row in what it says", async () => {
      await db.models.Item.create({ sku: "secret-sku" });
      const data = [{ sku: "secret-sku" }, { sku: "b", label: "?" }];
      const { errors } = await db.models.Item.bulkCreate(data, { onRowError: "collect" });
      expect(errors).toHaveLength(2);
      expect(JSON.stringify(errors)).not.toContain("secret");
    });
  });

  it("keeps the batches before a failure when it is not atomic", async () => {
    await db.models.Item.create({ sku: "sku-25" });
    const failure = db.models.Item.bulkCreate(rows(40), { batchSize: 10, atomic: false });
    await expect(failure).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION", meta: { row: 25 } });
    expect(await db.models.Item.count()).toEqual({ count: 21 });
  });

  it("tells of its progress, and lets no listener end it", async () => {
    const told: BulkProgress[] = [];
    await db.models.Item.bulkCreate(rows(25), { batchSize: 10, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { processed: 10, inserted: 10, updated: 0, failed: 0 },
      { processed: 20, inserted: 20, updated: 0, failed: 0 },
      { processed: 25, inserted: 25, updated: 0, failed: 0 },
    ]);
    const warned = new Promise((resolve) => process.once("warning", resolve));
    const onProgress = () => {
      throw new Error("listener");
    };
    expect(await db.models.Item.bulkCreate([{ sku: "x" }], { onProgress })).toMatchObject({ inserted: 1 });
    await expect(warned).resolves.toMatchObject({ name: "DataFlowWarning" });
  });

  it("lets a row have what the one before gives up, whatever the order of their keys", async () => {
    const { ids = [] } = await db.models.Item.bulkCreate(rows(600), { returnIds: true });
    const data = ids.map((id, index) => ({ id: id as number, sku: `sku-${index + 1}` })).reverse();
    expect(await db.models.Item.bulkUpdate({ data })).toMatchObject({ updated: 600 });
    expect((await stored())[0]).toMatchObject({ sku: "sku-1" });
  });

  it("begins with few rows at a time, and lets no batch be much larger than the one before", async () => {
    const told: number[] = [0];
    const data = Array.from({ length: 6_000 }, () => ({ name: "n" }));
    await db.models.Tag.bulkCreate(data, { onProgress: ({ processed }) => told.push(processed) });
    const sizes = told.slice(1).map((processed, index) => processed - (told[index] ?? 0));
    expect(sizes.slice(0, -1)).toEqual(name === "postgres" ? [1_024, 4_096] : [1_024, 1_024, 1_024, 1_024, 1_024]);
    expect(told.at(-1)).toBe(6_000);
  });

  it("is stopped by a signal between two batches, closes its source and undoes what it did", async () => {
    const controller = new AbortController();
    let isClosed = false;
    async function* source() {
      try {
        for (let index = 0; ; index++) {
          if (index === 25) controller.abort(new Error("enough"));
          yield { sku: `sku-${index}` };
        }
      } finally {
        isClosed = true;
      }
    }
    const { signal } = controller;
    await expect(db.models.Item.bulkCreate(source(), { batchSize: 10, signal })).rejects.toThrow("enough");
    expect(isClosed).toBe(true);
    expect(await db.models.Item.count()).toEqual({ count: 0 });
    await expect(db.models.Item.bulkDelete({ ids: [1], signal })).rejects.toThrow("enough");
    // @ts-expect-error what untyped code may pass
    await expect(db.models.Item.bulkCreate([], { signal: 5 })).rejects.toMatchObject({
      code: "MODEL.INVALID_PARAMETER",
    });
  });

  describe("upsert", () => {
    it("stores every row whose key is yet to be made, or null", async () => {
      expect(await db.models.Item.bulkUpsert(rows(3))).toEqual({ processed: 3, inserted: 3, updated: 0 });
      const result = await db.models.Tag.bulkUpsert([{ code: null }, { code: null, name: "b" }], {
        keyFields: ["code"],
      });
      expect(result).toEqual({ processed: 2, inserted: 2, updated: 0 });
    });

    it("sees keys as they are stored, and gives the same key for rows that are the same", async () => {
      const data = [{ code: UUID.toUpperCase(), name: "a" }, { name: "b" }, { code: UUID, name: "c" }];
      const result = await db.models.Tag.bulkCreate(data, {
        conflictResolution: "upsert",
        keyFields: ["code"],
        returnIds: true,
      });
      expect(result).toMatchObject({ processed: 3, inserted: 2, updated: 1 });
      const { records } = await db.models.Tag.list({ orderBy: ["id"] });
      expect(records.map(({ name }) => name).sort()).toEqual(["b", "c"]);
      const byName = new Map(records.map(({ id, name }) => [name, id]));
      expect(result.ids).toEqual([byName.get("c"), byName.get("b"), byName.get("c")]);
    });

    it("gives what is in $setOnInsert to new rows only", async () => {
      await db.models.Item.create({ sku: "a", stock: 1, label: "old" });
      await db.models.Item.bulkUpsert(
        [
          { sku: "a", stock: 2, $setOnInsert: { label: "first" } },
          { sku: "b", stock: 3, $setOnInsert: { label: "first" } },
          { sku: "c", label: "plain" },
        ],
        { keyFields: ["sku"] },
      );
      expect((await stored()).map(({ sku, stock, label, version }) => [sku, stock, label, version])).toEqual([
        ["a", 2, "old", 2],
        ["b", 3, "first", 1],
        ["c", 0, "plain", 1],
      ]);
      const twice = [{ sku: "d", stock: 1, $setOnInsert: { stock: 2 } }];
      await expect(db.models.Item.bulkUpsert(twice, { keyFields: ["sku"] })).rejects.toThrow("Item[0].stock");
    });

    it("takes keys of several fields, and any number of them", async () => {
      const seats = Array.from({ length: 1_500 }, (_, number) => ({ row: "A", number, guest: `guest ${number}` }));
      expect(await db.models.Seat.bulkUpsert(seats)).toEqual({ processed: 1_500, inserted: 1_500, updated: 0 });
      expect(await db.models.Seat.bulkUpsert(seats.slice(10))).toMatchObject({ inserted: 0, updated: 1_490 });
      const ids = seats.map(({ row, number }) => ({ row, number }));
      expect(await db.models.Seat.bulkDelete({ ids: ids.slice(1) })).toEqual({ deleted: 1_499 });
    });

    it("refuses fields that are no unique key", async () => {
      await expect(db.models.Item.bulkUpsert(rows(1), { keyFields: ["stock"] })).rejects.toMatchObject({
        code: "MODEL.INVALID_PARAMETER",
      });
    });
  });

  describe("update by key", () => {
    beforeEach(async () => {
      await db.models.Item.bulkCreate(rows(4));
    });
    const levels = async () => (await stored()).map(({ stock, version }) => [stock, version]);

    it("changes rows one after the other when a key comes twice", async () => {
      const data = [
        { sku: "sku-0", stock: 5 },
        { sku: "sku-1", stock: 6 },
        { sku: "sku-0", label: "twice" },
        { sku: "sku-0", stock: 7 },
      ];
      expect(await db.models.Item.bulkUpdate({ data, keyFields: ["sku"] })).toEqual({ processed: 4, updated: 4 });
      expect((await levels()).slice(0, 2)).toEqual([
        [7, 4],
        [6, 2],
      ]);
    });

    it("takes update operators in each row, in order with the others", async () => {
      const data = [
        { sku: "sku-3", stock: 10 },
        { sku: "sku-3", stock: { $inc: -1 } },
        { sku: "sku-2", $inc: { stock: 100 } },
        { sku: "sku-2", stock: { $mul: 2 } },
        { sku: "none", stock: { $inc: 1 } },
      ];
      expect(await db.models.Item.bulkUpdate({ data, keyFields: ["sku"] })).toEqual({ processed: 5, updated: 4 });
      expect((await levels()).slice(2)).toEqual([
        [204, 3],
        [9, 3],
      ]);
      const odd = [{ sku: "sku-0" }, { sku: "sku-0", stock: { $inc: "x" } }];
      await expect(db.models.Item.bulkUpdate({ data: odd, keyFields: ["sku"] })).rejects.toMatchObject({
        code: "MODEL.INVALID_INPUT",
        meta: { row: 1 },
      });
    });

    it("compares versions where rows bring them", async () => {
      const fresh = { sku: "sku-0", stock: 5, version: 1 };
      const stale = { sku: "sku-1", stock: 5, version: 9 };
      const update = { data: [fresh, stale], keyFields: ["sku"] as const };
      await expect(db.models.Item.bulkUpdate(update)).rejects.toMatchObject({
        code: "MODEL.VERSION_CONFLICT",
        meta: { row: 1 },
      });
      expect((await levels())[0]).toEqual([0, 1]);
      const collected = await db.models.Item.bulkUpdate({ ...update, onRowError: "collect" });
      expect(collected).toMatchObject({ updated: 1, skipped: 1, errors: [{ row: 1, code: "MODEL.VERSION_CONFLICT" }] });
    });

    it("passes values through the schemas of their fields", async () => {
      const data = [{ sku: "sku-0", label: "  padded  " }];
      await db.models.Item.bulkUpdate({ data, keyFields: ["sku"] });
      expect((await stored())[0]?.label).toBe("padded");
      const short = [{ sku: "sku-0", label: "x" }];
      await expect(db.models.Item.bulkUpdate({ data: short, keyFields: ["sku"] })).rejects.toThrow("Item[0].label");
    });
  });

  it("deletes keys from anywhere", async () => {
    const { ids = [] } = await db.models.Item.bulkCreate(rows(50), { returnIds: true });
    async function* some() {
      for (const id of ids.slice(0, 30)) yield Number(id);
    }
    expect(await db.models.Item.bulkDelete({ ids: some(), batchSize: 7 })).toEqual({ deleted: 30 });
    expect(await db.models.Item.bulkDelete({ ids: new Set(ids.slice(25).map(Number)) })).toEqual({ deleted: 20 });
    expect(await db.models.Item.bulkDelete({ ids: [] })).toEqual({ deleted: 0 });
  });
});
