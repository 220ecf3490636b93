import { randomUUID } from "node:crypto";
import { DataFlow } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { afterAll, describe, expect, it } from "vitest";

const people = pg.pgTable("people", {
  id: pg.uuid().primaryKey().defaultRandom(),
  name: pg.text("full_name").notNull(),
  mood: pg
    .text({ enum: ["good", "bad"] })
    .notNull()
    .default("good"),
  at: pg.timestamp({ withTimezone: true }).notNull().defaultNow(),
  token: pg
    .uuid()
    .notNull()
    .$defaultFn(() => randomUUID()),
});
const pets = pg.pgTable("pets", {
  id: pg.integer().primaryKey().generatedByDefaultAsIdentity(),
  ownerId: pg
    .uuid("owner_id")
    .notNull()
    .references(() => people.id, { onDelete: "cascade" }),
});

const folders = lite.sqliteTable("folders", {
  id: lite.integer().primaryKey(),
  name: lite.text().notNull().unique(),
  slug: lite.text().notNull().default("none"),
  parentId: lite.integer("parent_id").references((): lite.AnySQLiteColumn => folders.id),
  open: lite.integer({ mode: "boolean" }).notNull().default(false),
  at: lite.integer({ mode: "timestamp_ms" }).notNull().default(new Date(5)),
});

async function urlOf(name: string): Promise<string> {
  const database = databases.find((candidate) => candidate.name === name);
  if (database === undefined) throw new Error(`no database is called ${name}`);
  return database.freshUrl();
}

describe("a model of a drizzle table", () => {
  const open: DataFlow[] = [];
  afterAll(() => Promise.all(open.map((db) => db.close())));

  it("works on PostgreSQL", async () => {
    const db = new DataFlow(await urlOf("postgres"));
    open.push(db);
    const Person = db.model(people);
    const Pet = db.model(pets);
    const alice = await Person.create({ name: "Alice" });
    expect(alice).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "Alice",
      mood: "good",
      at: expect.any(Date),
      token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const given = await Person.create({ name: "Bob", id: randomUUID(), at: new Date(7) });
    expect(given.at).toEqual(new Date(7));
    expect(await Pet.create({ ownerId: alice.id })).toEqual({ id: 1, ownerId: alice.id });
    await Person.delete(alice.id);
    expect(await Pet.count()).toEqual({ count: 0 });
  });

  it("works on SQLite", async () => {
    const db = new DataFlow(await urlOf("sqlite"));
    open.push(db);
    const Folder = db.model(folders);
    const root = await Folder.create({ name: "root" });
    expect(root).toEqual({ id: 1, name: "root", slug: "none", parentId: null, open: false, at: new Date(5) });
    await Folder.bulkCreate([{ name: "a", slug: "x" }, { name: "b" }, { name: "c", parentId: 1, slug: "y" }]);
    const { records } = await Folder.list({ orderBy: ["name"], fields: ["name", "slug"] });
    expect(records.map(({ name, slug }) => `${name} ${slug}`)).toEqual(["a x", "b none", "c y", "root none"]);
  });
});
