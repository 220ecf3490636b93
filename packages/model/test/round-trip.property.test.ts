/**
 * Law: what create, bulkCreate and update are given is what read, list and stream give, for every kind of field, on both
 * databases. A failure prints its seed; `DATAFLOW_TEST_SEED` replays it.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type DataFlow, defineModel, field, type InferInsert } from "../src/index.ts";
import { databases, openDatabase } from "./open-database.ts";
import { propertyOptions } from "./property-options.ts";

const Everything = defineModel("Everything", {
  text: field.text().optional(),
  short: field.text(12).optional(),
  integer: field.integer().optional(),
  bigint: field.bigint().optional(),
  real: field.real().optional(),
  money: field.decimal(12, 2).optional(),
  wide: field.decimal(30, 10).optional(),
  whole: field.decimal(18, 0).optional(),
  boolean: field.boolean().optional(),
  timestamp: field.timestamp().optional(),
  date: field.date().optional(),
  time: field.time().optional(),
  uuid: field.uuid().optional(),
  json: field.json().optional(),
  mood: field.enum(["happy", "it's", 'so "so"', "{,}", "\\"]).optional(),
  bytes: field.bytes().optional(),
  texts: field.array(field.text()).optional(),
  integers: field.array(field.integer()).optional(),
  bigints: field.array(field.bigint()).optional(),
  reals: field.array(field.real()).optional(),
  decimals: field.array(field.decimal(8, 3)).optional(),
  booleans: field.array(field.boolean()).optional(),
  timestamps: field.array(field.timestamp()).optional(),
  dates: field.array(field.date()).optional(),
  uuids: field.array(field.uuid()).optional(),
  moods: field.array(field.enum(["a,b", "NULL", ""])).optional(),
});
const models = { Everything };

const text = fc
  .oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "",
      " ",
      "NULL",
      "null",
      "\\",
      "\\.",
      "\t\r\n",
      "'",
      '"',
      "{}",
      "{a,b}",
      "O'Brien",
      "%_",
      "$1",
      "?",
      "🇫🇷",
      "e\u0301",
    ),
  )
  .map((value) => value.replaceAll("\0", "").toWellFormed());
const integer = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });
const bigint = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const timestamp = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});
const date = timestamp.map((value) => value.toISOString().slice(0, 10));
const time = fc.integer({ min: 0, max: 86_399_999 }).map((value) =>
  new Date(value)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, ""),
);
const decimal = (precision: number, scale: number) =>
  fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n }).map((units) => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    return `${units < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`;
  });
const json = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      real,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        text.filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  }))
  .value.filter((value) => value !== null);
const list = <Value>(element: fc.Arbitrary<Value>) => fc.array(element, { maxLength: 5 });

const row = fc.record(
  {
    text,
    short: text.filter((value) => [...value].length <= 12),
    integer,
    bigint,
    real,
    money: decimal(12, 2),
    wide: decimal(30, 10),
    whole: decimal(18, 0),
    boolean: fc.boolean(),
    timestamp,
    date,
    time,
    uuid: fc.uuid(),
    json,
    mood: fc.constantFrom("happy", "it's", 'so "so"', "{,}", "\\"),
    bytes: fc.uint8Array({ maxLength: 40 }),
    texts: list(text),
    integers: list(integer),
    bigints: list(bigint),
    reals: list(real),
    decimals: list(decimal(8, 3)),
    booleans: list(fc.boolean()),
    timestamps: list(timestamp),
    dates: list(date),
    uuids: list(fc.uuid()),
    moods: list(fc.constantFrom("a,b", "NULL", "")),
  },
  { requiredKeys: [] },
);

describe.each(databases)("values on $name read back as they were written", (database) => {
  let db: DataFlow<typeof models>;
  beforeAll(async () => {
    db = await openDatabase(database, { models });
  });
  const whole = (values: object) => ({
    ...Object.fromEntries([...Everything.insertable].filter((name) => name !== "id").map((name) => [name, null])),
    ...values,
  });

  it("by create and read, and by update and list", async () => {
    await fc.assert(
      fc.asyncProperty(row, row, async (first, second) => {
        const created = await db.models.Everything.create(first as InferInsert<typeof Everything>);
        expect(created).toEqual({ ...created, ...whole(first) });
        expect(await db.models.Everything.read(created.id)).toEqual(created);
        if (Object.keys(second).length === 0) return;
        const updated = await db.models.Everything.update(created.id, second as object);
        expect(updated).toEqual({ ...created, ...second, updatedAt: updated.updatedAt });
        const { records } = await db.models.Everything.list({ filter: { id: created.id } });
        expect(records).toEqual([updated]);
      }),
      propertyOptions({ runs: 250 }),
    );
  });

  it("by bulkCreate and stream", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await db.models.Everything.bulkDelete({ all: true });
        await db.models.Everything.bulkCreate(rows as InferInsert<typeof Everything>[]);
        const stored: object[] = [];
        for await (const { id: _id, createdAt: _created, updatedAt: _updated, ...rest } of db.models.Everything.stream({
          orderBy: ["id"],
        })) {
          stored.push(rest);
        }
        expect(stored).toEqual(rows.map(whole));
      }),
      propertyOptions({ runs: 60 }),
    );
  });

  it("finds a row by each scalar value it was given", async () => {
    const scalars = [
      "text",
      "integer",
      "bigint",
      "real",
      "money",
      "wide",
      "whole",
      "boolean",
      "timestamp",
      "date",
      "time",
      "uuid",
      "mood",
      "bytes",
    ];
    await fc.assert(
      fc.asyncProperty(row, async (values) => {
        const { id } = await db.models.Everything.create(values as InferInsert<typeof Everything>);
        for (const name of scalars) {
          const value = values[name as keyof typeof values];
          if (value === undefined) continue;
          for (const condition of [value, { $in: [value] }, { $eq: value }]) {
            const filter = { id, [name]: condition } as object;
            expect(await db.models.Everything.count({ filter }), `${name} by ${typeof condition}`).toEqual({
              count: 1,
            });
          }
          expect(await db.models.Everything.count({ filter: { id, [name]: { $ne: value } } as object })).toEqual({
            count: 0,
          });
        }
      }),
      propertyOptions({ runs: 60 }),
    );
  });
});
