import { defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Item = defineModel("Item", { sku: field.text().unique(), stock: field.integer().default(0) });
const Part = defineModel("Part", { code: field.text().primaryKey(), size: field.integer().default(0) });
const Found = defineModel("Found", {
  code: field
    .text()
    .primaryKey()
    .default(() => "found"),
  size: field.integer().default(0),
});
const models = { Item, Part, Found };

const items = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => ({ sku: `sku-${first + index}`, stock: index }));

/** Tables that somebody else made, of a model with the fields of Item but for the managed ones. */
const Plain = defineModel(
  "Plain",
  { sku: field.text().unique(), stock: field.integer().default(0) },
  { timestamps: false },
);
const Bare = defineModel("Bare", { code: field.text().primaryKey(), size: field.integer() }, { timestamps: false });
const PLAIN = "sku TEXT NOT NULL UNIQUE, stock INTEGER NOT NULL DEFAULT 0";
const TABLES: Readonly<Record<string, readonly string[]>> = {
  "numbers that come again": [`CREATE TABLE plains (id INTEGER PRIMARY KEY, ${PLAIN})`],
  "a trigger that stores rows": [
    `CREATE TABLE plains (id INTEGER PRIMARY KEY AUTOINCREMENT, ${PLAIN})`,
    `CREATE TRIGGER doubles AFTER INSERT ON plains WHEN NEW.sku NOT LIKE 'copy %'
     BEGIN INSERT INTO plains (sku) VALUES ('copy ' || NEW.sku) ON CONFLICT (sku) DO NOTHING; END`,
  ],
  "a trigger of the connection": [
    `CREATE TABLE plains (id INTEGER PRIMARY KEY AUTOINCREMENT, ${PLAIN})`,
    `CREATE TEMP TRIGGER doubles AFTER INSERT ON main.plains WHEN NEW.sku NOT LIKE 'copy %'
     BEGIN INSERT INTO plains (sku) VALUES ('copy ' || NEW.sku) ON CONFLICT (sku) DO NOTHING; END`,
  ],
  "rows that are replaced": [
    `CREATE TABLE plains (id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL UNIQUE,
     stock INTEGER NOT NULL DEFAULT 0 UNIQUE ON CONFLICT REPLACE)`,
  ],
  "a column called as the number is": [`CREATE TABLE plains (id INTEGER PRIMARY KEY, ${PLAIN}, _rowid_ TEXT)`],
};

describe.each(databases)("new rows on $name", (database) => {
  it("are counted among those that were there, whatever number was free", async () => {
    const db = await openDatabase(database, { models });
    const { ids = [] } = await db.models.Item.bulkCreate(items(120), { returnIds: true });
    await db.models.Item.bulkDelete({ ids: ids.slice(100).map(Number) });
    for (const batchSize of [1_000, 50, 7]) {
      await db.models.Item.bulkDelete({ filter: { stock: { $gte: 1_000 } } });
      const rows = items(90, 80).map((row) => ({ ...row, stock: 1_000 }));
      const result = await db.models.Item.bulkUpsert(rows, { keyFields: ["sku"], batchSize });
      const before = batchSize === 1_000 ? 20 : 0;
      expect(result).toEqual({ processed: 90, inserted: 90 - before, updated: before });
    }
  });

  it("are counted when they bring their number, or have no number at all", async () => {
    const db = await openDatabase(database, { models });
    const numbered = (count: number, first: number) =>
      Array.from({ length: count }, (_, index) => ({ id: first + index, sku: `sku-${first + index}` }));
    await db.models.Item.bulkCreate(numbered(50, 1_000));
    expect(await db.models.Item.bulkUpsert(numbered(80, 980))).toEqual({ processed: 80, inserted: 30, updated: 50 });
    const parts = Array.from({ length: 80 }, (_, index) => ({ code: `part ${index}`, size: index }));
    await db.models.Part.bulkCreate(parts.slice(0, 30));
    expect(await db.models.Part.bulkUpsert(parts)).toEqual({ processed: 80, inserted: 50, updated: 30 });
  });

  it("are told from stored ones when a function makes the key", async () => {
    const db = await openDatabase(database, { models });
    await db.models.Found.create({ code: "found", size: 1 });
    const upsert = { conflictResolution: "upsert" } as const;
    expect(await db.models.Found.bulkCreate([{ size: 2 }], upsert)).toMatchObject({ inserted: 0, updated: 1 });
    expect(await db.models.Found.list()).toMatchObject({ records: [{ code: "found", size: 2 }] });
  });

  it("give their keys in the order of the input, whatever number was free", async () => {
    const db = await openDatabase(database, { models });
    const first = await db.models.Item.bulkCreate(items(100), { returnIds: true });
    await db.models.Item.bulkDelete({ ids: (first.ids ?? []).slice(50).map(Number) });
    const { ids } = await db.models.Item.bulkCreate(items(1_500, 200), { returnIds: true, batchSize: 400 });
    const { records } = await db.models.Item.list({
      filter: { sku: { $startsWith: "sku-" } },
      orderBy: ["id"],
      offset: 50,
      limit: 2_000,
    });
    expect(records.map(({ id }) => id)).toEqual(ids);
    expect(records.map(({ sku }) => sku)).toEqual(items(1_500, 200).map(({ sku }) => sku));
  });

  it("are counted in a table without numbers", async () => {
    if (database.name !== "sqlite") return;
    const db = await openDatabase(database, { models: { Bare }, autoMigrate: false });
    await db.connection.run("CREATE TABLE bares (code TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID");
    const rows = Array.from({ length: 80 }, (_, index) => ({ code: `part ${index}`, size: index }));
    await db.models.Bare.bulkCreate(rows.slice(0, 30));
    expect(await db.models.Bare.bulkUpsert(rows)).toEqual({ processed: 80, inserted: 50, updated: 30 });
  });

  it.each(Object.entries(TABLES))("are known in a table with %s", async (_, statements) => {
    if (database.name !== "sqlite") return;
    const db = await openDatabase(database, { models: { Plain }, autoMigrate: false });
    const stored = async () =>
      (await db.connection.query("SELECT id, sku FROM plains WHERE sku NOT LIKE 'copy %' ORDER BY id")).rows;
    await db.connection.session(async () => {
      for (const statement of statements) await db.connection.run(statement);
      const { ids } = await db.models.Plain.bulkCreate(items(60), { returnIds: true });
      expect((await stored()).map(({ id, sku }) => [id, sku])).toEqual(
        items(60).map(({ sku }, index) => [ids?.[index], sku]),
      );
      await db.models.Plain.bulkDelete({ ids: (ids ?? []).slice(50).map(Number) });
      const before = new Set((await stored()).map(({ sku }) => sku));
      const { inserted } = await db.models.Plain.bulkUpsert(
        items(80, 10).map((row) => ({ ...row, stock: row.stock + 10 })),
        { keyFields: ["sku"] },
      );
      expect(inserted).toBe((await stored()).filter(({ sku }) => !before.has(sku)).length);
      expect(inserted).toBe(40);
    });
  });
});
