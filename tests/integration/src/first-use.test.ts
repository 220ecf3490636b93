import { connect } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Parent = defineModel("Parent", { name: field.text() });
const Child = defineModel("Child", { parentId: field.integer().references(() => Parent) });

describe.each(databases)("the first use of a database on $name", (database) => {
  it("creates the tables, once, for many operations at the same time", async () => {
    const db = await openDatabase(database, { models: { Parent, Child } });
    const created = await Promise.all(
      Array.from({ length: 10 }, (_, index) => db.models.Parent.create({ name: `${index}` })),
    );
    expect(new Set(created.map(({ id }) => id)).size).toBe(10);
  });

  it("changes nothing and loses nothing the second time", async () => {
    const url = await database.freshUrl();
    const first = new DataFlow(url, { models: { Parent } });
    await first.models.Parent.create({ name: "kept" });
    await first.close();
    const second = new DataFlow(url, { models: { Parent, Child } });
    const { records } = await second.models.Parent.list();
    expect(records).toMatchObject([{ name: "kept" }]);
    expect(await second.models.Child.count()).toEqual({ count: 0 });
    await second.close();
  });

  it("takes a model that is added later", async () => {
    const db = await openDatabase(database);
    const First = db.model("First", { name: field.text() });
    await First.create({ name: "a" });
    const Second = db.model("Second", { firstId: field.integer().references(() => First) });
    await expect(Second.create({ firstId: 99 })).rejects.toMatchObject({ code: "DATABASE.FOREIGN_KEY_VIOLATION" });
    expect(await Second.create({ firstId: 1 })).toMatchObject({ firstId: 1 });
  });

  it.each([{ autoMigrate: false }, { existingSchemaMode: true }])(
    "with %j says what is missing and writes nothing",
    async (options) => {
      const url = await database.freshUrl();
      const db = new DataFlow(url, { models: { Parent, Child }, ...options });
      const failure = await db.models.Parent.count().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "MIGRATION.SCHEMA_MISMATCH" });
      expect(String(failure)).toMatch(/parents/);
      await db.close();
      const connection = connect(url);
      await expect(connection.query("SELECT count(*) FROM parents")).rejects.toMatchObject({
        code: "DATABASE.UNDEFINED_TABLE",
      });
      await connection.close();
    },
  );

  it("with autoMigrate: false uses tables that are there", async () => {
    const url = await database.freshUrl();
    const owner = new DataFlow(url, { models: { Parent } });
    await owner.models.Parent.create({ name: "a" });
    const guest = new DataFlow(url, { models: { Parent }, autoMigrate: false });
    expect(await guest.models.Parent.count()).toEqual({ count: 1 });
    await Promise.all([owner.close(), guest.close()]);
  });

  it("prepares the tables before a transaction, and refuses to do it inside of one", async () => {
    const db = await openDatabase(database, { models: { Parent } });
    await expect(db.connection.transaction(() => db.models.Parent.create({ name: "a" }))).rejects.toMatchObject({
      code: "MODEL.SCHEMA_NOT_READY",
    });
    const failing = db.transaction(async () => {
      await db.models.Parent.create({ name: "undone" });
      throw new Error("stop");
    });
    await expect(failing).rejects.toThrow("stop");
    expect(await db.models.Parent.count()).toEqual({ count: 0 });
  });

  it("names a referenced model that was not given", async () => {
    const db = await openDatabase(database, { models: { Child } });
    await expect(db.models.Child.count()).rejects.toMatchObject({ code: "MODEL.UNKNOWN_MODEL" });
  });

  it("nests transactions as savepoints, whatever runs in them", async () => {
    const db = await openDatabase(database, { models: { Parent } });
    await db.transaction(async () => {
      await db.models.Parent.create({ name: "outer" });
      const inner = db.transaction(async () => {
        await db.models.Parent.create({ name: "inner" });
        throw new Error("inner only");
      });
      await expect(inner).rejects.toThrow("inner only");
      await db.models.Parent.bulkCreate([{ name: "later" }]);
    });
    expect((await db.models.Parent.list({ orderBy: ["name"] })).records.map(({ name }) => name)).toEqual([
      "later",
      "outer",
    ]);
  });
});

describe("the options of a DataFlow", () => {
  it.each([
    [{ autoMigrat: true }, "MODEL.UNKNOWN_OPTION", "autoMigrate"],
    [{ cache: true }, "MODEL.UNSUPPORTED_OPTION", "leave it out"],
    [{ tddMode: "yes" }, "MODEL.INVALID_OPTION", "true or false"],
    [{ connection: connect("sqlite::memory:") }, "MODEL.INVALID_OPTION", "not both"],
    [{ poolSize: 0 }, "MODEL.INVALID_OPTION", "at least 1"],
    [{ echo: "yes" }, "MODEL.INVALID_OPTION", "true or false"],
    [{ models: { Other: Parent } }, "MODEL.INVALID_OPTION", "Parent"],
    [null, "MODEL.INVALID_OPTION", "an object"],
    ["poolSize", "MODEL.INVALID_OPTION", "an object"],
  ])("refuses %j", (options, code, fix) => {
    expect(() => new DataFlow("sqlite::memory:", options as object)).toThrow(
      expect.objectContaining({ code, fix: expect.stringContaining(fix) }),
    );
  });

  it.each([null, 7, new URL("sqlite:app.db")])("refuses %j as its URL", (url) => {
    expect(() => Reflect.construct(DataFlow, [url])).toThrow(
      expect.objectContaining({ code: "MODEL.INVALID_OPTION", fix: expect.stringContaining("sqlite:") }),
    );
  });

  it("refuses a second model of the same name or table", () => {
    const db = new DataFlow("sqlite::memory:", { models: { Parent } });
    expect(() => db.model("Parent", { name: field.text() })).toThrow(
      expect.objectContaining({ code: "MODEL.DUPLICATE_MODEL" }),
    );
    expect(() => db.model("Other", { name: field.text() }, { tableName: "parents" })).toThrow(
      expect.objectContaining({ code: "MODEL.DUPLICATE_MODEL" }),
    );
  });

  it("tells a listener of every operation, without values", async () => {
    const events: object[] = [];
    const db = new DataFlow("sqlite::memory:", { models: { Parent }, onOperation: (event) => void events.push(event) });
    await db.models.Parent.create({ name: "secret" });
    await db.models.Parent.read(99).catch(() => undefined);
    await db.models.Parent.create({ name: 7 as unknown as string }).catch(() => undefined);
    expect(events).toMatchObject([
      { model: "Parent", operation: "create", outcome: "success", rowCount: 1 },
      { model: "Parent", operation: "read", outcome: "success", rowCount: 0 },
      { model: "Parent", operation: "create", outcome: "failure", errorCode: "MODEL.INVALID_INPUT" },
    ]);
    expect(JSON.stringify(events)).not.toContain("secret");
    await db.close();
  });
});
