import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Thing = defineModel("Thing", {
  name: field.text().unique(),
  price: field.decimal(10, 2).default("1.00"),
  count: field.bigint().optional(),
  ratio: field.real().optional(),
  isNew: field.boolean().default(true),
  day: field.date().optional(),
  at: field.timestamp().optional(),
  data: field.json().optional(),
  tags: field.array(field.text()).optional(),
  raw: field.bytes().optional(),
  code: field.uuid().optional(),
});
/** Every kind that travels in the server's own form. */
const Plain = defineModel("Plain", {
  name: field.text(60).unique(),
  count: field.integer().optional(),
  large: field.bigint().optional(),
  ratio: field.real().optional(),
  isNew: field.boolean().default(true),
  at: field.timestamp().optional(),
  data: field.json().optional(),
  raw: field.bytes().optional(),
  code: field.uuid().optional(),
  mood: field.enum(["happy", "it's"]).optional(),
});
const Part = defineModel("Part", { code: field.text().primaryKey(), size: field.integer().optional() });
const models = { Thing, Plain, Part };

/** Texts that the form in which rows are loaded gives a meaning to. */
const HOSTILE = [
  "\\N",
  "\\.",
  "a\tb",
  "a\nb",
  "a\r\nb",
  "\\",
  "\\\\n",
  "",
  "NULL",
  '"',
  "{a,b}",
  "\u0001\u007f",
  "😀é",
];

const COUNT = 300;
const thing = (index: number) => ({
  name: `${HOSTILE[index % HOSTILE.length]}${index}`,
  price: `${index}.50`,
  count: index % 3 === 0 ? null : BigInt(index) * 10n ** 15n,
  ratio: index / 7,
  isNew: index % 2 === 0,
  day: "2001-01-31",
  at: new Date(Date.UTC(2001, 0, 1, 0, 0, 0, index)),
  data: { text: HOSTILE[index % HOSTILE.length] ?? "", list: [1, null, index] },
  tags: HOSTILE.slice(0, index % HOSTILE.length),
  raw: Uint8Array.from([0, 9, 10, 13, 92, index % 256]),
  code: `0b6e5a2c-7f0e-4c58-9a53-${String(index).padStart(12, "0")}`,
});
const things = Array.from({ length: COUNT }, (_, index) => thing(index));

const suites = await isolatedTests({ models });

describe.each(suites)("many rows at once on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  it("reads back every kind of value as it was given, with keys in the order of the input", async () => {
    const { ids } = await db.models.Thing.bulkCreate(things, { returnIds: true });
    const { records } = await db.models.Thing.list({ orderBy: ["id"], limit: 1_000 });
    expect(records.map(({ id }) => id)).toEqual(ids);
    expect(records.map(({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...values }) => values)).toEqual(
      things,
    );
  });

  it("reads back every kind of value that is not sent as text, loaded, upserted and updated", async () => {
    const plain = (index: number) => ({
      name: `${HOSTILE[index % HOSTILE.length]}${index}`,
      count: index % 5 === 0 ? null : (index - 150) * 14_000_000,
      large: BigInt(index - 150) * 10n ** 16n,
      ratio: (index - 150) / 7,
      isNew: index % 2 === 0,
      // From long before the year 2000 to long after, and the first and last that both databases hold.
      at: new Date([-62_135_596_800_000, -1, 0, 946_684_799_999, 253_402_300_799_999][index % 5] ?? 0),
      data: { text: HOSTILE[index % HOSTILE.length] ?? "", list: [1, null, index] },
      raw: Uint8Array.from([0, 9, 255, index % 256].slice(0, index % 5)),
      code: `0b6e5a2c-7f0e-4c58-9a53-${String(index).padStart(12, "0")}`,
      mood: index % 2 === 0 ? ("happy" as const) : null,
    });
    const read = async () =>
      (await db.models.Plain.list({ orderBy: ["id"], limit: 1_000 })).records.map(
        ({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...values }) => values,
      );
    const rows = Array.from({ length: COUNT }, (_, index) => plain(index));
    const { ids } = await db.models.Plain.bulkCreate(rows, { returnIds: true });
    expect(await read()).toEqual(rows);
    const { records } = await db.models.Plain.list({ orderBy: ["id"], fields: ["id"], limit: 1_000 });
    expect(records.map(({ id }) => id)).toEqual(ids);
    const others = rows.map(({ name }, index) => ({ ...plain(COUNT - 1 - index), name }));
    expect(await db.models.Plain.bulkUpsert(others, { keyFields: ["name"] })).toMatchObject({ updated: COUNT });
    expect(await read()).toEqual(others);
    expect(await db.models.Plain.bulkUpdate({ data: rows, keyFields: ["name"] })).toMatchObject({ updated: COUNT });
    expect(await read()).toEqual(rows);
  });

  it("gives keys that the rows bring", async () => {
    const parts = Array.from({ length: COUNT }, (_, index) => ({ code: `p${index}` }));
    const { ids } = await db.models.Part.bulkCreate(parts, { returnIds: true });
    expect(ids).toEqual(parts.map(({ code }) => code));
  });

  it("finds the row in error as it does among few", async () => {
    const data = things.map((one, index) => (index === 250 ? { ...one, name: things[3]?.name ?? "" } : one));
    await expect(db.models.Thing.bulkCreate(data)).rejects.toMatchObject({
      code: "DATABASE.UNIQUE_VIOLATION",
      meta: { row: 250, fields: ["name"], constraint: "things_name_key" },
    });
    const collected = await db.models.Thing.bulkCreate(data, { onRowError: "collect" });
    expect(collected).toMatchObject({ inserted: COUNT - 1, errors: [{ row: 250, fields: ["name"] }] });
  });
});

const loading = suites.filter(({ name }) => name === "postgres");

describe.each(loading)("tables whose rows must not be loaded, on $name", ({ it }) => {
  const parts = Array.from({ length: 300 }, (_, index) => ({ code: `p${index}`, size: index }));

  it("stores what triggers make of the rows, and counts those that they refuse", async ({ tddDataflow: db }) => {
    await db.connection.run(`
      CREATE FUNCTION halve() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF NEW.size % 2 = 1 THEN RETURN NULL; END IF; NEW.size = NEW.size / 2; RETURN NEW; END';
      CREATE TRIGGER halve BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION halve()`);
    const result = await db.models.Part.bulkCreate(parts, { returnIds: true });
    expect(result).toMatchObject({ processed: 300, inserted: 150, skipped: 150 });
    expect(result.ids).toEqual(parts.filter((_, index) => index % 2 === 0).map(({ code }) => code));
    expect((await db.models.Part.read("p10")).size).toBe(5);
  });
});

describe.each(loading)("keys that a sequence gives, on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  it.beforeEach(async ({ tddDataflow }) => {
    db = tddDataflow;
  });
  it.each([
    ["one after the other", "INCREMENT BY 1 RESTART 70", (index: number) => 70 + index],
    ["with gaps", "INCREMENT BY 3 RESTART 70", (index: number) => 70 + 3 * index],
    ["downwards", "INCREMENT BY -1 MAXVALUE 1000 RESTART 1000", (index: number) => 1000 - index],
    [
      "all over again",
      "INCREMENT BY 1 MINVALUE 1 MAXVALUE 400 CYCLE RESTART 250",
      (index: number) => ((249 + index) % 400) + 1,
    ],
  ])("are those that it gives: %s", async (_how, counting, idOf) => {
    await db.connection.run(`ALTER SEQUENCE things_id_seq ${counting}`);
    const { ids } = await db.models.Thing.bulkCreate(things, { returnIds: true });
    expect(ids).toEqual(things.map((_, index) => idOf(index)));
    const { records } = await db.models.Thing.list({ fields: ["id", "name"], limit: 1_000 });
    const stored = new Map(records.map(({ id, name }) => [name, id]));
    expect(ids).toEqual(things.map(({ name }) => stored.get(name)));
  });
});

describe.each(await isolatedTests({ models, isolation: "database" }))(
  "many rows from several at once on $name",
  ({ it }) => {
    it("numbers rows that others insert in between with other numbers", async ({ tddDataflow: db }) => {
      const [first, second] = await Promise.all([
        db.models.Thing.bulkCreate(things, { returnIds: true, batchSize: 100 }),
        db.models.Thing.bulkCreate(
          things.map((one) => ({ ...one, name: `other ${one.name}` })),
          { returnIds: true, batchSize: 100 },
        ),
      ]);
      const { id } = await db.models.Thing.create({ name: "single" });
      const all = [...(first.ids ?? []), ...(second.ids ?? []), id];
      expect(new Set(all).size).toBe(2 * COUNT + 1);
    });
  },
);
