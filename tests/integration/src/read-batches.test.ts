import { isDataFlowError } from "@dataflow/core";
import { connect } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";
import { propertyOptions } from "./property-options.ts";

const Note = defineModel("Note", { text: field.text(), tags: field.json() }, { softDelete: true, multiTenant: true });
const Ticket = defineModel("Ticket", { id: field.uuid().primaryKey(), seat: field.integer() });
const Place = defineModel("Place", { code: field.text().primaryKey(), name: field.text() });
const models = { Note, Ticket, Place };

const UUIDS = Array.from({ length: 6 }, (_, index) => `0b0f1b1e-0000-4000-8000-00000000000${index}`);
const TENANTS = ["acme", "globex"];
const MOST_ID = 12;

/** One read as somebody might ask for it. */
const reads = fc.record({
  model: fc.constantFrom("note", "note", "note", "ticket", "place"),
  key: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: MOST_ID + 2 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>("x", null, 1.5, undefined) },
  ),
  tenant: fc.constantFrom(...TENANTS, ...TENANTS, undefined),
  isScoped: fc.constantFrom(false, false, false, true),
  raiseOnNotFound: fc.boolean(),
  includeDeleted: fc.constantFrom(true, true, false, false, false, "often"),
});

type AskedRead = typeof reads extends fc.Arbitrary<infer Read> ? Read : never;

describe.each(databases)("reads that are called together on $name", (database) => {
  async function filled() {
    const url = await database.freshUrl();
    const together = new DataFlow(url, { models });
    const alone = new DataFlow(url, { models, batchReads: false });
    afterAll(() => Promise.all([together.close(), alone.close()]));
    for (const tenantId of TENANTS) {
      await together.withContext({ tenantId }, async () => {
        for (let index = 0; index < MOST_ID / 2; index++)
          await together.models.Note.create({ text: `${tenantId} ${index}`, tags: [index] });
        const { records } = await together.models.Note.list({ limit: 2 });
        for (const { id } of records) await together.models.Note.delete(id);
      });
    }
    for (const [seat, id] of UUIDS.slice(0, 4).entries()) await together.models.Ticket.create({ id, seat });
    for (const code of ["0", "1", "x"]) await together.models.Place.create({ code, name: code });
    return { together, alone };
  }

  async function run(db: DataFlow<typeof models>, read: AskedRead): Promise<unknown> {
    const { model, key, raiseOnNotFound, includeDeleted } = read;
    const options = { raiseOnNotFound, includeDeleted } as { raiseOnNotFound: false; includeDeleted: boolean }; // some are wrong
    const { Note: notes, Ticket: tickets, Place: places } = db.models;
    const asked = async (): Promise<unknown> => {
      if (model === "note") return notes.read(key as number, options); // wrong keys too
      if (model === "place") return places.read(typeof key === "number" ? String(key) : (key as string), options);
      return tickets.read(typeof key === "number" ? (UUIDS[key] ?? "no").toUpperCase() : (key as string), options);
    };
    return read.isScoped ? db.transaction(asked) : asked();
  }

  /** All at once, those of one tenant in one context. */
  function runAll(db: DataFlow<typeof models>, asked: readonly AskedRead[]): readonly Promise<unknown>[] {
    return [...TENANTS, undefined].flatMap((tenantId) => {
      const own = asked.filter(({ tenant }) => tenant === tenantId);
      const all = () => own.map((read) => run(db, read));
      if (tenantId === undefined) return all();
      const contexts = db.withContext({ tenantId }, all);
      if (contexts instanceof Promise) throw new TypeError("nothing was awaited");
      return contexts;
    });
  }

  async function outcomes(db: DataFlow<typeof models>, asked: readonly AskedRead[]): Promise<readonly unknown[]> {
    const settled = await Promise.allSettled(runAll(db, asked));
    return settled.map((one) => {
      if (one.status === "fulfilled") return one.value;
      if (!isDataFlowError(one.reason)) throw one.reason;
      const { code, message, meta } = one.reason;
      return { code, message, meta };
    });
  }

  it("give what they would give alone", async () => {
    const { together, alone } = await filled();
    const property = fc.asyncProperty(fc.array(reads, { maxLength: 24 }), async (asked) => {
      expect(await outcomes(together, asked)).toEqual(await outcomes(alone, asked));
    });
    await fc.assert(property, propertyOptions({ runs: 60 }));
  }, 60_000);

  it("give every caller a row of its own", async () => {
    const { together } = await filled();
    const [first, second] = await Promise.all([0, 0].map(() => together.models.Ticket.read(UUIDS[0] ?? "")));
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  it("fail together when the statement does, and the next ones do not", async () => {
    const { together } = await filled();
    const read = () => Promise.allSettled([0, 1, 2].map((seat) => together.models.Ticket.read(UUIDS[seat] ?? "")));
    await together.connection.run("ALTER TABLE tickets RENAME TO mislaid");
    for (const outcome of await read()) expect(outcome).toMatchObject({ reason: { code: "DATABASE.UNDEFINED_TABLE" } });
    await together.connection.run("ALTER TABLE mislaid RENAME TO tickets");
    for (const outcome of await read()) expect(outcome.status).toBe("fulfilled");
  });
});

describe("the statements of reads that are called together", () => {
  it.each(databases)("are one where a statement is a round trip: $name", async (database) => {
    const texts: string[] = [];
    const connection = connect(await database.freshUrl(), { onStatement: ({ text }) => texts.push(text) });
    const told: string[] = [];
    const db = new DataFlow(undefined, {
      connection,
      models: { Ticket },
      onOperation: ({ operation, rowCount }) => told.push(`${operation} ${rowCount}`),
    });
    afterAll(() => db.close());
    const { Ticket: tickets } = db.models;
    for (const [seat, id] of UUIDS.entries()) await tickets.create({ id, seat });
    const counted = async (body: () => Promise<unknown>): Promise<number> => {
      texts.length = 0;
      told.length = 0;
      await body();
      return texts.filter((text) => text.startsWith("SELECT")).length;
    };
    const all = () => Promise.all(UUIDS.map((id) => tickets.read(id)));
    expect(await counted(all)).toBe(connection.capabilities.sharesReads ? 1 : UUIDS.length);
    expect(told).toEqual(UUIDS.map(() => "read 1"));
    expect(await counted(() => db.transaction(all))).toBe(UUIDS.length);
    expect(await counted(() => connection.session(all))).toBe(UUIDS.length);
    expect(await counted(() => tickets.read(UUIDS[0] ?? ""))).toBe(1);
    const alone = new DataFlow(undefined, { connection, models: { Ticket }, batchReads: false });
    await alone.initialize();
    const apart = () => Promise.all(UUIDS.map((id) => alone.models.Ticket.read(id)));
    expect(await counted(apart)).toBe(UUIDS.length);
  });

  it("are several for more keys than one should have", async () => {
    const [server] = databases.filter(({ name }) => name === "postgres");
    if (server === undefined) throw new Error("there is no server to ask");
    const db = await openDatabase(server, { models: { Note } });
    await db.initialize();
    const ids = Array.from({ length: 1_500 }, (_, index) => index + 1);
    await db.withContext({ tenantId: "acme" }, async () => {
      await db.models.Note.bulkCreate(ids.map((id) => ({ text: String(id), tags: [] })));
      const rows = await Promise.all(ids.map((id) => db.models.Note.read(id)));
      expect(rows.map(({ id }) => id)).toEqual(ids);
    });
  });
});
