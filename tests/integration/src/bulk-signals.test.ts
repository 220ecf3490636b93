/** A signal that comes while a change of all rows that match is waiting or running. */
import { openTransaction } from "@dataflow/database";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { beforeAll, describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Item = defineModel("Item", { sku: field.text().unique(), stock: field.integer().default(0) });
const Note = defineModel("Note", { text: field.text() }, { softDelete: true, auditLog: true, versioned: true });
const models = { Item, Note };
type Database = DataFlow<typeof models>;

const CHANGES: readonly (readonly [string, (db: Database, signal: AbortSignal) => Promise<unknown>])[] = [
  ["bulkUpdate", (db, signal) => db.models.Item.bulkUpdate({ all: true, update: { stock: 9 }, signal })],
  ["bulkDelete", (db, signal) => db.models.Item.bulkDelete({ filter: { stock: { $gte: 0 } }, signal })],
  ["bulkDelete of keys", (db, signal) => db.models.Item.bulkDelete({ ids: [1, 2, 3], signal })],
  [
    "bulkUpdate of an audited model",
    (db, signal) => db.models.Note.bulkUpdate({ all: true, update: { text: "b" }, signal }),
  ],
  ["bulkDelete that marks rows", (db, signal) => db.models.Note.bulkDelete({ all: true, signal })],
];

describe.each(databases)("a signal during a change by filter on $name", (database) => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(database, { models, poolSize: 4 });
    await db.initialize();
    await db.models.Item.bulkCreate([{ sku: "a" }, { sku: "b" }, { sku: "c" }]);
    await db.models.Note.create({ text: "a" });
  });

  /** Somebody else has written to the rows and not ended yet: who changes them waits. */
  async function whileHeld(start: () => Promise<unknown>, then: () => Promise<void>): Promise<void> {
    const holder = await openTransaction(db.connection);
    await holder.run(() => db.connection.run("UPDATE items SET stock = 1; UPDATE notes SET text = 'held'"));
    const waiting = start();
    waiting.catch(() => undefined);
    await isWaiting();
    await then();
    // A file has one writer: there it is heard when the turn has come.
    if (database.name === "postgres") await expect(waiting).rejects.toThrow("enough");
    await holder.rollback();
    await expect(waiting).rejects.toThrow("enough");
  }

  async function isWaiting(): Promise<void> {
    if (database.name === "sqlite") return;
    const asked = "SELECT 1 AS one FROM pg_locks WHERE NOT granted";
    while ((await db.connection.query(asked)).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async function expectUntouched(): Promise<void> {
    expect((await db.models.Item.list()).records).toMatchObject([{ stock: 0 }, { stock: 0 }, { stock: 0 }]);
    expect((await db.models.Note.list()).records).toMatchObject([{ text: "a", version: 1 }]);
    expect(db.connection.stats()).toMatchObject({ inUse: 0, waiting: 0 });
    expect((await db.auditLog.list({})).records).toMatchObject([{ operation: "create" }]);
  }

  it.each(CHANGES)("stops %s, and nothing is changed", async (_name, change) => {
    const abort = new AbortController();
    await whileHeld(
      () => change(db, abort.signal),
      async () => abort.abort(new Error("enough")),
    );
    await expectUntouched();
  });

  it("undoes the nested transaction that it is in, and lets the one around it go on", async () => {
    const abort = new AbortController();
    const stopped = () =>
      db.transaction(async () => {
        const failure = db.transaction(() =>
          db.models.Item.bulkUpdate({ all: true, update: { stock: 9 }, signal: abort.signal }),
        );
        await expect(failure).rejects.toThrow("enough");
        await db.models.Item.create({ sku: "d" });
        throw abort.signal.reason;
      });
    await whileHeld(stopped, async () => abort.abort(new Error("enough")));
    await expectUntouched();
  });

  it("is not heard afterwards", async () => {
    const abort = new AbortController();
    const { signal } = abort;
    expect(await db.models.Item.bulkUpdate({ all: true, update: { stock: 0 }, signal })).toMatchObject({ updated: 3 });
    abort.abort(new Error("enough"));
    expect(await db.models.Item.bulkUpdate({ all: true, update: { stock: 0 } })).toMatchObject({ updated: 3 });
    expect(db.connection.stats()).toMatchObject({ inUse: 0 });
  });
});
