import { setTimeout as sleep } from "node:timers/promises";
import { LocalRuntime, WorkflowBuilder } from "@dataflow/core";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const User = defineModel("User", {
  name: field.text(),
  email: field.text().unique(),
  age: field.integer().optional(),
  visits: field.integer().default(0),
  balance: field.decimal(12, 2).default("0.00"),
  tags: field.array(field.text()).default([]),
  profile: field.json<{ city: string }>().optional(),
});
const Seat = defineModel(
  "Seat",
  { row: field.text(), number: field.integer(), note: field.text().optional() },
  { primaryKey: ["row", "number"], timestamps: false },
);
const Page = defineModel("Page", { text: field.text() }, { versioned: true });
const Note = defineModel("Note", { key: field.text().unique(), text: field.text() }, { softDelete: true });
const Counter = defineModel(
  "Counter",
  { key: field.text().primaryKey(), text: field.text().default("x") },
  { softDelete: true, versioned: true },
);

const models = { User, Seat, Page, Note, Counter };
const suites = await isolatedTests({ models });

describe.each(suites)("single operations on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  it("gives the stored row from create, and the same from read", async () => {
    const created = await db.models.User.create({
      name: "Alice",
      email: "alice@example.com",
      profile: { city: "Paris" },
    });
    expect(created).toMatchObject({
      name: "Alice",
      age: null,
      visits: 0,
      balance: "0.00",
      tags: [],
      profile: { city: "Paris" },
    });
    expect(created.id).toBeGreaterThan(0);
    expect(created.createdAt).toBeInstanceOf(Date);
    expect(created.updatedAt).toEqual(created.createdAt);
    expect(await db.models.User.read(created.id)).toEqual(created);
  });

  it("says of which operation a parameter is that cannot be meant", async () => {
    const { User: user } = db.models;
    const wrong = { limit: -1 } as object;
    const rows = Promise.resolve([]) as unknown as []; // a forgotten await
    const places: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["User.read", () => user.read("x" as unknown as number)],
      ["User.list", () => user.list(wrong)],
      ["User.count", () => user.count({ includeDeleted: 1 } as object)],
      ["User.upsert", () => user.upsert({ where: { name: "no key" } })],
      ["User.aggregate", () => user.aggregate(wrong as { pipeline: [] })],
      ["User.bulkCreate", () => user.bulkCreate(rows)],
      ["User.bulkDelete", () => user.bulkDelete({ ids: rows })],
      [
        "User.stream",
        async () => {
          for await (const _row of user.stream({ batchSize: 0 })) break;
        },
      ],
      ["User.import", () => user.import(["name"], { format: "csv", batchSize: 0 })],
      ["User.export", () => user.export("users.xlsx")],
    ];
    for (const [place, call] of places)
      await expect(call(), place).rejects.toMatchObject({
        code: "MODEL.INVALID_PARAMETER",
        message: expect.stringMatching(`^${place}: the parameter`),
        meta: { place },
      });
  });

  it("refuses a key that is given twice", async () => {
    const seat = { row: "a", number: 1 };
    await db.models.Seat.create(seat);
    const refused = async (type: string, changes: object) => {
      const workflow = new WorkflowBuilder<unknown>(db).addNode(type, "it", { recordId: seat, number: 2, ...changes });
      await expect(new LocalRuntime().execute(workflow.build())).rejects.toMatchObject({
        cause: { code: "MODEL.INVALID_PARAMETER", meta: { parameter: "number" } },
      });
    };
    await refused("SeatReadNode", {});
    await refused("SeatUpdateNode", { note: "x" });
    await refused("SeatDeleteNode", {});
    expect(await db.models.Seat.read(seat)).toEqual({ ...seat, note: null });
  });

  it("says whose default function threw, and writes nothing", async () => {
    const broken = new Error("no number today");
    const Ticket = defineModel("Ticket", {
      name: field.text(),
      number: field.integer().default(() => {
        throw broken;
      }),
    });
    const tickets = db.model(Ticket);
    const failed = { code: "MODEL.DEFAULT_FAILED", meta: { field: "Ticket.number" }, cause: broken };
    await expect(tickets.create({ name: "a" })).rejects.toMatchObject(failed);
    await expect(tickets.bulkCreate([{ name: "a", number: 1 }, { name: "b" }])).rejects.toMatchObject({
      ...failed,
      meta: { field: expect.stringContaining("number") },
    });
    expect(await tickets.count()).toEqual({ count: 0 });
    await tickets.create({ name: "a", number: 1 });
  });

  it("reads a missing row as an error, or as null when asked", async () => {
    await expect(db.models.User.read(999_999)).rejects.toMatchObject({ code: "MODEL.NOT_FOUND" });
    expect(await db.models.User.read(999_999, { raiseOnNotFound: false })).toBeNull();
  });

  it("changes only what an update names, and moves updatedAt on", async () => {
    const { id, createdAt } = await db.models.User.create({ name: "Bob", email: "bob@example.com", age: 20 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const updated = await db.models.User.update(id, { age: 21, visits: { $inc: 3 }, balance: { $inc: "1.25" } });
    expect(updated).toMatchObject({ id, name: "Bob", age: 21, visits: 3, balance: "1.25", createdAt });
    expect(updated.updatedAt.getTime()).toBeGreaterThan(createdAt.getTime());
    expect(await db.models.User.read(id)).toEqual(updated);
  });

  it("refuses to update a missing row, an update of nothing, and a managed field", async () => {
    await expect(db.models.User.update(999_999, { age: 1 })).rejects.toMatchObject({ code: "MODEL.NOT_FOUND" });
    await expect(db.models.User.update(1, {})).rejects.toMatchObject({ code: "MODEL.NOTHING_TO_CHANGE" });
    // @ts-expect-error updatedAt is managed
    await expect(db.models.User.update(1, { updatedAt: new Date() })).rejects.toMatchObject({
      code: "MODEL.INVALID_INPUT",
    });
  });

  it("deletes by key and says whether there was such a row", async () => {
    const { id } = await db.models.User.create({ name: "Carl", email: "carl@example.com" });
    expect(await db.models.User.delete(id)).toEqual({ id, deleted: true });
    expect(await db.models.User.delete(id)).toEqual({ id, deleted: false });
  });

  it("names the field that a unique constraint is about, not the constraint, and no value", async () => {
    await db.models.User.create({ name: "Dora", email: "dora@example.com" });
    const failure = await db.models.User.create({ name: "Dora", email: "dora@example.com" }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION", meta: { model: "User", fields: ["email"] } });
    expect(JSON.stringify(failure)).not.toContain("dora@");
    expect(String(failure)).toContain("User.email");
  });

  it("finds rows of a composite key by an object of its fields", async () => {
    const seat = await db.models.Seat.create({ row: "A", number: 7 });
    expect(seat).toEqual({ row: "A", number: 7, note: null });
    expect(await db.models.Seat.update({ row: "A", number: 7 }, { note: "window" })).toMatchObject({ note: "window" });
    expect(await db.models.Seat.delete({ row: "A", number: 7 })).toEqual({
      id: { row: "A", number: 7 },
      deleted: true,
    });
    // @ts-expect-error a part of the key is missing
    await expect(db.models.Seat.read({ row: "A" })).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
  });

  describe("changes inside documents and arrays", () => {
    const make = (email: string) =>
      db.models.User.create({ name: "D", email, tags: ["a", "b"], profile: { city: "Rome" } });

    it("takes operators above their fields, dotted paths, and operators under their fields together", async () => {
      const { id } = await make("d1@example.com");
      const changed = await db.models.User.update(id, {
        name: "E",
        visits: { $inc: 2 },
        $push: { tags: { $each: ["c", "a"], $sort: 1 } },
        "profile.city": "Paris",
        $inc: { "profile.stays.count": 1 },
      });
      const profile = { city: "Paris", stays: { count: 1 } };
      expect(changed).toMatchObject({ name: "E", visits: 2, tags: ["a", "a", "b", "c"], profile });
      expect(await db.models.User.update(id, { tags: { $pull: "a" }, $unset: { "profile.stays": "" } })).toMatchObject({
        tags: ["b", "c"],
        profile: { city: "Paris" },
      });
    });

    it("changes many rows at once", async () => {
      const { id } = await make("d2@example.com");
      await db.models.User.bulkUpdate({
        filter: { id },
        update: { $addToSet: { tags: { $each: ["b", "z"] } }, $set: { "profile.zip": 7 } },
      });
      expect(await db.models.User.read(id)).toMatchObject({ tags: ["a", "b", "z"], profile: { city: "Rome", zip: 7 } });
    });

    it("refuses what is stored otherwise, and changes nothing", async () => {
      const row = await make("d3@example.com");
      const update = db.models.User.update(row.id, { name: "changed", $inc: { "profile.city": 1 } });
      await expect(update).rejects.toMatchObject({
        code: "DATABASE.UPDATE_REFUSED",
        meta: { operator: "$inc", found: "string" },
      });
      expect(await db.models.User.read(row.id)).toEqual(row);
    });

    it.each([
      [{ $set: { id: 5 } }, "id"],
      [{ $set: { createdAt: new Date() } }, "createdAt"],
      [{ "nope.a": 1 }, "nope"],
      [{ $push: { nope: 1 } }, "nope"],
      [{ $set: { name: "x" }, name: "y" }, "name"],
      [{ $psh: { tags: "x" } }, "$psh"],
      [{ "profile.city": undefined }, "profile"],
    ])("refuses %j", async (changes, name) => {
      const { id } = await make(`${Math.random()}@example.com`);
      const update = db.models.User.update(id, changes);
      await expect(update).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
      await expect(update).rejects.toThrow(name);
    });
  });

  describe("versioned", () => {
    it("counts changes and refuses one made on an old version", async () => {
      const page = await db.models.Page.create({ text: "one" });
      expect(page.version).toBe(1);
      const second = await db.models.Page.update(page.id, { text: "two" }, { version: 1 });
      expect(second.version).toBe(2);
      const late = db.models.Page.update(page.id, { text: "three" }, { version: 1 });
      await expect(late).rejects.toMatchObject({ code: "MODEL.VERSION_CONFLICT", meta: { expectedVersion: 1 } });
      expect(await db.models.Page.read(page.id)).toEqual(second);
      await expect(db.models.Page.delete(page.id, { version: 1 })).rejects.toMatchObject({
        code: "MODEL.VERSION_CONFLICT",
      });
      expect(await db.models.Page.delete(page.id, { version: 2 })).toMatchObject({ deleted: true });
    });

    it("is a missing row, not a conflict, when the row is gone", async () => {
      await expect(db.models.Page.update(999_999, { text: "x" }, { version: 1 })).rejects.toMatchObject({
        code: "MODEL.NOT_FOUND",
      });
    });
  });

  describe("soft delete", () => {
    it("hides a deleted row from every operation, and shows it when asked", async () => {
      const note = await db.models.Note.create({ key: "hidden", text: "t" });
      expect(await db.models.Note.delete(note.id)).toEqual({ id: note.id, deleted: true });
      expect(await db.models.Note.delete(note.id)).toEqual({ id: note.id, deleted: false });
      expect(await db.models.Note.read(note.id, { raiseOnNotFound: false })).toBeNull();
      expect(await db.models.Note.count({ filter: { key: "hidden" } })).toEqual({ count: 0 });
      expect((await db.models.Note.list({ filter: { key: "hidden" } })).records).toEqual([]);
      await expect(db.models.Note.update(note.id, { text: "u" })).rejects.toMatchObject({ code: "MODEL.NOT_FOUND" });
      expect(await db.models.Note.bulkUpdate({ filter: { key: "hidden" }, update: { text: "u" } })).toMatchObject({
        updated: 0,
      });
      const { rows } = await db.models.Note.aggregate({
        filter: { key: "hidden" },
        aggregates: { n: { $count: true } },
      });
      expect(rows).toEqual([{ n: 0 }]);
      const pipeline = [{ $match: { key: "hidden" } }, { $project: { key: 1 } }] as const;
      expect(await db.models.Note.aggregate({ pipeline })).toEqual({ rows: [] });
      expect(await db.models.Note.aggregate({ pipeline, includeDeleted: true })).toEqual({ rows: [{ key: "hidden" }] });
      const seen = await db.models.Note.read(note.id, { includeDeleted: true });
      expect(seen.deletedAt).toBeInstanceOf(Date);
      expect(await db.models.Note.count({ filter: { key: "hidden" }, includeDeleted: true })).toEqual({ count: 1 });
    });

    it("is a change like others: it moves the time of the row's last change", async () => {
      const { id } = await db.models.Note.create({ key: "moved", text: "t" });
      await sleep(2);
      await db.models.Note.delete(id);
      const { createdAt, updatedAt } = await db.models.Note.read(id, { includeDeleted: true });
      expect(updatedAt.getTime()).toBeGreaterThan(createdAt.getTime());
    });

    it("refuses an upsert that meets a deleted row, and leaves that row alone", async () => {
      const note = await db.models.Note.create({ key: "taken", text: "first" });
      await db.models.Note.delete(note.id);
      const upsert = db.models.Note.upsert({
        where: { key: "taken" },
        create: { text: "new" },
        update: { text: "new" },
      });
      await expect(upsert).rejects.toMatchObject({ code: "MODEL.HIDDEN_CONFLICT" });
      const many = db.models.Note.bulkUpsert(
        [
          { key: "free", text: "new" },
          { key: "taken", text: "new" },
        ],
        { keyFields: ["key"] },
      );
      await expect(many).rejects.toMatchObject({ code: "MODEL.HIDDEN_CONFLICT" });
      expect(await db.models.Note.count({ filter: { key: "free" } })).toEqual({ count: 0 });
      expect(await db.models.Note.read(note.id, { includeDeleted: true })).toMatchObject({ text: "first" });
    });
  });

  describe("upsert", () => {
    it("aborts the transaction that it fails in, like every other operation", async () => {
      const swallowed = db.transaction(async () => {
        const taken = { name: "B", email: "taken@example.com" };
        await db.models.User.create(taken);
        await db.models.User.upsert({ where: { id: 1_000_000 }, create: taken }).catch(() => undefined);
      });
      await expect(swallowed).rejects.toMatchObject({ code: "DATABASE.TRANSACTION_ABORTED" });
    });

    it("creates, then updates, and says which", async () => {
      const input = {
        where: { email: "up@example.com" },
        create: { name: "Up", visits: 1 },
        update: { visits: { $inc: 1 } },
      } as const;
      const first = await db.models.User.upsert(input);
      expect(first).toMatchObject({ action: "created", record: { email: "up@example.com", name: "Up", visits: 1 } });
      const second = await db.models.User.upsert(input);
      expect(second).toMatchObject({ action: "updated", record: { id: first.record.id, visits: 2 } });
    });

    it("gives what only new rows are given to new rows only", async () => {
      const input = {
        where: { email: "insert@example.com" },
        create: { name: "In" },
        update: { $setOnInsert: { age: 7 }, $inc: { visits: 1 }, $push: { tags: "again" }, "profile.city": "Oslo" },
      } as const;
      expect(await db.models.User.upsert(input)).toMatchObject({
        action: "created",
        record: { age: 7, visits: 0, tags: [] },
      });
      const { record } = await db.models.User.upsert({
        ...input,
        update: { ...input.update, $setOnInsert: { age: 8 } },
      });
      expect(record).toMatchObject({ age: 7, visits: 1, tags: ["again"], profile: { city: "Oslo" } });
      const misplaced = { ...input, update: { $setOnInsert: { "profile.city": "Rome" } } };
      await expect(db.models.User.upsert(misplaced)).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
    });

    it("gives a stored row back untouched when there is nothing to update", async () => {
      const first = await db.models.Counter.upsert({ where: { key: "k" } });
      const again = await db.models.Counter.upsert({ where: { key: "k" } });
      expect(again).toEqual({ action: "updated", record: first.record });
    });

    it("refuses a where that is no unique key", async () => {
      const upsert = db.models.User.upsert({ where: { name: "Alice" }, create: { email: "x@example.com" } });
      await expect(upsert).rejects.toMatchObject({ code: "MODEL.INVALID_PARAMETER" });
    });
  });
});

describe.each(await isolatedTests({ models, isolation: "database" }))(
  "operations at the same time on $name",
  ({ it }) => {
    it("lets one of two concurrent changes of the same version win", async ({ tddDataflow: db }) => {
      const page = await db.models.Page.create({ text: "start" });
      const outcomes = await Promise.allSettled(
        ["left", "right"].map((text) => db.models.Page.update(page.id, { text }, { version: 1 })),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    it("loses no update when many run at once", async ({ tddDataflow: db }) => {
      await Promise.all(
        Array.from({ length: 20 }, () =>
          db.models.User.upsert({
            where: { email: "race@example.com" },
            create: { name: "R", visits: 1 },
            update: { visits: { $inc: 1 } },
          }),
        ),
      );
      const { records } = await db.models.User.list({ filter: { email: "race@example.com" } });
      expect(records).toHaveLength(1);
      expect(records[0]?.visits).toBe(20);
    });
  },
);
