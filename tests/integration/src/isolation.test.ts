import { AsyncResource } from "node:async_hooks";
import { LocalRuntime } from "@dataflow/core";
import { connect } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databases } from "./open-database.ts";

const User = defineModel("User", { name: field.text(), email: field.text().unique() });
const models = { User };
const ann = { name: "Ann", email: "ann@example.com" };
const runtime = new LocalRuntime();

describe.each(databases)("a DataFlow on which nothing lasts, on $name", ({ freshUrl }) => {
  let url: string;
  beforeEach(async () => {
    url = await freshUrl();
  });
  afterEach(() => {
    delete process.env.DATAFLOW_TDD_MODE;
  });

  it("borrows a connection, and undoes what nodes, methods and new models did", async () => {
    await using db = new DataFlow(url, { models, cursorSecret: "0123456789abcdef" });
    const isolated = await db.isolate();
    const workflow = isolated
      .workflow()
      .addNode("UserCreateNode", "one", ann)
      .addNode("UserCreateNode", "two", { name: "Bob", email: "bob@example.com" })
      .build();
    await runtime.execute(workflow);
    await expect(isolated.models.User.create(ann)).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    const Note = isolated.model("Note", { text: field.text() });
    await isolated.transaction(() => Note.create({ text: "passing" }));
    expect([await isolated.models.User.count(), await Note.count()]).toEqual([{ count: 2 }, { count: 1 }]);
    const page = await isolated.models.User.list({ limit: 1, orderBy: ["name"] });
    await isolated.rollback();
    expect([await isolated.models.User.count(), await Note.count()]).toEqual([{ count: 0 }, { count: 0 }]);
    await isolated.close();
    expect(await db.models.User.count()).toEqual({ count: 0 });
    await db.models.User.create(ann);
    // Sealed by the same secret, so a cursor means the same to both. Its row is another one: sequences move on.
    const next = await db.models.User.list({ limit: 1, orderBy: ["name"], cursor: page.nextCursor });
    expect(next.records.every(({ id }) => id > 1)).toBe(true);
    await expect(db.connection.query("SELECT * FROM notes")).rejects.toMatchObject({
      code: "DATABASE.UNDEFINED_TABLE",
    });
  });

  it("makes text indexes, for new tables and for rows that are there", async () => {
    const Plain = defineModel("Note", { text: field.text() });
    await using db = new DataFlow(url, { models: { Note: Plain } });
    await db.models.Note.create({ text: "good morning" });
    const Note = defineModel("Note", { text: field.text() }, { textSearch: ["text"] });
    const Memo = defineModel("Memo", { text: field.text() }, { textSearch: ["text"] });
    const isolated = new DataFlow(url, { models: { Note, Memo }, tddMode: true });
    const found = await isolated.models.Note.list({ filter: { $text: { $search: "morning" } } });
    expect(found.records).toMatchObject([{ text: "good morning" }]);
    await isolated.models.Memo.create({ text: "good evening" });
    expect((await isolated.models.Memo.list({ filter: { $text: { $search: "evening" } } })).records).toHaveLength(1);
    await isolated.rollback();
    await isolated.close();
    // Nothing of it lasts.
    expect(await db.showTables()).toEqual(["notes"]);
  });

  it("knows the models that were added later", async () => {
    await using db = new DataFlow(url);
    const Later = db.model("Later", { text: field.text() });
    await using isolated = await db.isolate();
    await runtime.execute(isolated.workflow().addNode("LaterCreateNode", "create", { text: "x" }).build());
    expect(await Later.count()).toEqual({ count: 0 });
  });

  it("is not looked at when it is a copy of one whose tables are there", async () => {
    const copyUrl = await freshUrl();
    await using copied = new DataFlow(copyUrl, { models });
    await copied.initialize();
    await using db = new DataFlow(url, { models });
    const Later = db.model("Later", { text: field.text() });
    await db.initialize();
    const told: string[] = [];
    await using copy = await db.onCopy(connect(copyUrl, { onStatement: ({ text }) => told.push(text) }));
    await copy.models.User.create(ann);
    expect(told).toEqual([expect.stringContaining("INSERT INTO")]);
    expect([await copied.models.User.count(), await db.models.User.count()]).toEqual([{ count: 1 }, { count: 0 }]);
    // What the original knows is believed, whatever is there.
    await expect(copy.getModel("Later").count()).rejects.toMatchObject({ code: "DATABASE.UNDEFINED_TABLE" });
    expect(await Later.count()).toEqual({ count: 0 });
  });

  it.each(["option", "environment"])("is switched on by the %s, tables included", async (way) => {
    if (way === "environment") process.env.DATAFLOW_TDD_MODE = "Yes";
    const db = new DataFlow(url, { models, ...(way === "option" ? { tddMode: true } : {}) });
    await db.models.User.create(ann);
    await db.rollback();
    await db.models.User.create(ann);
    expect(await db.models.User.count()).toEqual({ count: 1 });
    await using test = await db.isolate();
    await test.models.User.create({ name: "Bob", email: "bob@example.com" });
    await test.rollback();
    expect(await test.models.User.count()).toEqual({ count: 1 });
    await test.close();
    await db.close();
    await using plain = new DataFlow(url, { tddMode: false });
    await expect(plain.connection.query("SELECT * FROM users")).rejects.toMatchObject({
      code: "DATABASE.UNDEFINED_TABLE",
    });
    await expect(plain.rollback()).rejects.toMatchObject({ code: "MODEL.NOT_ISOLATED" });
  });

  it("takes a connection in place of a URL", async () => {
    const connection = connect(url, { poolSize: 2 });
    const db = new DataFlow(undefined, { connection, models });
    await db.models.User.create(ann);
    await db.close();
    await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "DATABASE.CONNECTION_CLOSED" });
  });

  it("refuses an environment that says neither yes nor no", () => {
    process.env.DATAFLOW_TDD_MODE = "ture";
    expect(() => new DataFlow(url)).toThrow(expect.objectContaining({ code: "MODEL.INVALID_OPTION" }));
  });
});

it("leaves nothing that every promise afterwards would carry", async () => {
  const carried = (): number => Object.getOwnPropertySymbols(new AsyncResource("probe")).length;
  await using db = new DataFlow("sqlite::memory:", { models, tddMode: false });
  const work = async () => {
    await using isolated = await db.isolate();
    await isolated.transaction(() => isolated.withContext({ userId: "u1" }, () => isolated.models.User.create(ann)));
    await isolated.connection.session(() => isolated.models.User.count());
  };
  await work();
  const before = carried();
  for (let test = 0; test < 5; test++) await work();
  expect(carried()).toBe(before);
});
