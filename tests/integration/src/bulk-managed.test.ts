/** What DataFlow writes by itself, in bulk as in single operations: times, versions, and the mark of deleted rows. */
import { setTimeout as sleep } from "node:timers/promises";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Note = defineModel(
  "Note",
  { key: field.text().unique(), text: field.text() },
  { versioned: true, softDelete: true },
);
const models = { Note };
type Notes = DataFlow<typeof models>["models"]["Note"];
const KEYS = ["changed", "upserted", "deleted", "left"];
const data = KEYS.map((key) => ({ key, text: "first" }));

/** Each does the same to the rows of those keys. */
const ways: Readonly<Record<string, (notes: Notes) => Promise<unknown>>> = {
  "one by one": async (notes) => {
    const [changed, , deleted] = (await notes.list({ orderBy: ["id"] })).records;
    await notes.update(changed?.id ?? 0, { text: "second" });
    await notes.upsert({
      where: { key: "upserted" },
      create: { text: "-" },
      update: { text: "second" },
    });
    await notes.delete(deleted?.id ?? 0);
  },
  "by filters": async (notes) => {
    await notes.bulkUpdate({ filter: { key: "changed" }, update: { text: "second" } });
    await notes.bulkUpsert([{ key: "upserted", text: "second" }], { keyFields: ["key"] });
    expect(await notes.bulkDelete({ filter: { key: "deleted" } })).toEqual({ deleted: 1 });
  },
  "by rows": async (notes) => {
    const [, , deleted] = (await notes.list({ orderBy: ["id"] })).records;
    await notes.bulkUpdate({ data: [{ key: "changed", text: "second" }], keyFields: ["key"] });
    await notes.bulkCreate([{ key: "upserted", text: "second" }], { conflictResolution: "upsert", keyFields: ["key"] });
    expect(await notes.bulkDelete({ ids: [deleted?.id ?? 0] })).toEqual({ deleted: 1 });
  },
};

describe.each(databases)("bulk operations on $name", (database) => {
  it.each(Object.keys(ways))("write times, versions and marks as single operations do (%s)", async (way) => {
    const notes = (await openDatabase(database, { models })).models.Note;
    await notes.bulkCreate(data);
    await sleep(5);
    await ways[way]?.(notes);
    const { records } = await notes.list({ orderBy: ["id"], includeDeleted: true });
    const seen = records.map(({ key, text, version, createdAt, updatedAt, deletedAt }) =>
      [key, text, version, updatedAt > createdAt ? "later" : "then", deletedAt === null ? "there" : "marked"].join(" "),
    );
    expect(seen).toEqual([
      "changed second 2 later there",
      "upserted second 2 later there",
      "deleted first 2 later marked",
      "left first 1 then there",
    ]);
    expect((await notes.list({ orderBy: ["id"] })).records.map(({ key }) => key)).toEqual([
      "changed",
      "upserted",
      "left",
    ]);
    // What is marked as deleted is not there for a bulk operation either.
    expect(await notes.bulkUpdate({ filter: { key: "deleted" }, update: { text: "x" } })).toMatchObject({ updated: 0 });
    expect(await notes.bulkDelete({ filter: { key: "deleted" } })).toEqual({ deleted: 0 });
    const hidden = [{ key: "deleted", text: "x" }];
    expect(await notes.bulkUpdate({ data: hidden, keyFields: ["key"] })).toMatchObject({ updated: 0 });
    const { errors } = await notes.bulkUpsert(hidden, { keyFields: ["key"], onRowError: "collect" });
    expect(errors).toMatchObject([{ row: 0, code: "MODEL.HIDDEN_CONFLICT", fields: ["key"] }]);
    expect(await notes.count({ filter: { text: "x" }, includeDeleted: true })).toEqual({ count: 0 });
  });
});
