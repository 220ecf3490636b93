/** What triggers refuse: a row in error like any other, unless the trigger takes the whole transaction back. */
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it as plainIt } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";
import { databases, openDatabase } from "./open-database.ts";

const Item = defineModel("Item", { sku: field.text().unique(), stock: field.integer().default(0) });
const models = { Item };

/** Refuses rows with less than nothing in stock, and the removal of what is left, quoting the row. */
async function addTriggers(
  { connection }: DataFlow<typeof models>,
  refusal = "RAISE(ABORT, 'secret: ' || NEW.sku)",
): Promise<void> {
  if (connection.dialect === "sqlite") {
    for (const event of ["INSERT", "UPDATE"])
      await connection.run(
        `CREATE TRIGGER fair_${event} AFTER ${event} ON items WHEN NEW.stock < 0 BEGIN SELECT ${refusal}; END`,
      );
    await connection.run(
      "CREATE TRIGGER kept BEFORE DELETE ON items WHEN OLD.stock > 0 BEGIN SELECT RAISE(ABORT, 'secret'); END",
    );
    return;
  }
  await connection.run(`
    CREATE FUNCTION check_stock() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF OLD.stock > 0 THEN RAISE EXCEPTION 'secret %', OLD.sku USING ERRCODE = 'SHOP1'; END IF;
        RETURN OLD;
      END IF;
      IF NEW.stock < 0 THEN RAISE EXCEPTION 'secret %', NEW.sku USING COLUMN = 'stock'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fair BEFORE INSERT OR UPDATE OR DELETE ON items FOR EACH ROW EXECUTE FUNCTION check_stock()`);
}

const suites = await isolatedTests({
  models,
  prepare: async (db) => {
    await addTriggers(db);
    await db.models.Item.bulkCreate([{ sku: "first", stock: 5 }, { sku: "second" }]);
  },
});

const REFUSED = "DATABASE.TRIGGER_REFUSED";

describe.each(suites)("a trigger that refuses rows on $name", ({ it, name }) => {
  let items: DataFlow<typeof models>["models"]["Item"];
  it.beforeEach(({ tddDataflow }) => {
    items = tddDataflow.models.Item;
  });
  const stocks = async () => (await items.list({ orderBy: ["id"] })).records.map(({ sku, stock }) => [sku, stock]);
  const untouched = [
    ["first", 5],
    ["second", 0],
  ];

  it("is told by its code, without what it says", async () => {
    const { records } = await items.list({ orderBy: ["id"] });
    const [id = 0] = records.map((record) => record.id);
    for (const run of [
      () => items.create({ sku: "third", stock: -1 }),
      () => items.update(id, { stock: -1 }),
      () => items.update(id, { stock: { $inc: -9 } }),
      () => items.upsert({ where: { sku: "first" }, update: { stock: -1 } }),
      () => items.bulkUpdate({ all: true, update: { stock: -1 } }),
      () => items.bulkDelete({ all: true }),
      () => items.delete(id),
    ]) {
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: REFUSED,
        message: expect.stringMatching(/^Item(\.stock)?: a trigger/),
        meta: name === "postgres" ? { model: "Item", function: "check_stock" } : { model: "Item" },
      });
      expect(JSON.stringify([error, (error as Error).message, (error as Error).cause])).not.toContain("secret");
    }
    expect(await stocks()).toEqual(untouched);
  });

  it("leaves rows in error out of each bulk operation", async () => {
    const fields = name === "postgres" ? ["stock"] : [];
    const refused = (...rows: number[]) =>
      rows.map((row) => ({ row, code: REFUSED, message: expect.stringContaining("a trigger"), fields }));
    const data = [4, -1, 3, -2, 2].map((stock, index) => ({ sku: `sku-${index}`, stock }));
    for (const how of [{ batchSize: 2 }, { batchSize: 2, atomic: false }, {}]) {
      const created = await items.bulkCreate(data, { ...how, onRowError: "collect" });
      expect(created).toMatchObject({ inserted: 3, skipped: 2, errors: refused(1, 3) });
      await items.bulkUpdate({ filter: { sku: { $startsWith: "sku" } }, update: { stock: 0 } });
      await items.bulkDelete({ filter: { sku: { $startsWith: "sku" } } });
    }
    const upserted = await items.bulkUpsert([...data, { sku: "first", stock: -9 }], {
      keyFields: ["sku"],
      onRowError: "collect",
    });
    expect(upserted).toMatchObject({ inserted: 3, updated: 0, skipped: 3, errors: refused(1, 3, 5) });
    const changes = [
      { sku: "first", stock: 1 },
      { sku: "second", stock: -1 },
      { sku: "first", stock: { $inc: -5 } },
      { sku: "sku-0", stock: 0 },
    ];
    const updated = await items.bulkUpdate({ data: changes, keyFields: ["sku"], onRowError: "collect" });
    expect(updated).toMatchObject({ updated: 2, skipped: 2, errors: refused(1, 2) });
    expect((await stocks()).slice(0, 3)).toEqual([
      ["first", 1],
      ["second", 0],
      ["sku-0", 0],
    ]);
  });

  it("is named with the row when rows in error end the operation", async () => {
    const data = [4, 3, -1].map((stock, index) => ({ sku: `sku-${index}`, stock }));
    for (const how of [{}, { batchSize: 2 }])
      await expect(items.bulkCreate(data, how)).rejects.toMatchObject({ code: REFUSED, meta: { row: 2 } });
    expect(await stocks()).toEqual(untouched);
  });
});

describe("a trigger that takes the transaction back", () => {
  plainIt.each(databases.filter(({ name }) => name === "sqlite"))("ends what is in it, on $name", async (database) => {
    const db = await openDatabase(database, { models });
    await db.initialize();
    await addTriggers(db, "RAISE(ROLLBACK, 'secret')");
    const { Item: items } = db.models;
    const aborted = { code: "DATABASE.TRANSACTION_ABORTED", cause: { code: REFUSED } };
    const data = [4, 3, 2, -1, 1].map((stock, index) => ({ sku: `sku-${index}`, stock }));
    await expect(items.bulkCreate(data, { batchSize: 2, onRowError: "collect" })).rejects.toMatchObject(aborted);
    expect(await items.count()).toEqual({ count: 0 });
    const apart = { batchSize: 2, atomic: false, onRowError: "skip" } as const;
    await expect(items.bulkCreate(data, apart)).rejects.toMatchObject(aborted);
    expect(await items.count()).toEqual({ count: 2 });
    await expect(items.create({ sku: "alone", stock: -1 })).rejects.toMatchObject({ code: REFUSED });
    const swallowed = db.transaction(async () => {
      await items.create({ sku: "before" });
      await db.transaction(() => items.create({ sku: "bad", stock: -1 })).catch(() => undefined);
      await items.create({ sku: "after" });
    });
    await expect(swallowed).rejects.toMatchObject({ code: "DATABASE.TRANSACTION_ABORTED" });
    expect(await items.count()).toEqual({ count: 2 });
    expect(await items.bulkUpdate({ all: true, update: { stock: 1 } })).toMatchObject({ updated: 2 });
  });
});
