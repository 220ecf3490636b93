import { drizzleHandle } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { eq, inArray } from "drizzle-orm";
import { getTableConfig as postgresConfig } from "drizzle-orm/pg-core";
import { getTableConfig as sqliteConfig } from "drizzle-orm/sqlite-core";
import { afterAll, describe, expect, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { drizzleTable } from "./drizzle-table.ts";

const Kind = defineModel(
  "Kind",
  {
    label: field.text().unique(),
    whole: field.integer(),
    big: field.bigint(),
    number: field.real(),
    price: field.decimal(12, 2),
    exact: field.decimal(38, 10),
    flag: field.boolean(),
    instant: field.timestamp(),
    day: field.date(),
    hour: field.time(),
    key: field.uuid(),
    document: field.json<unknown>(),
    words: field.array(field.text()),
    bigs: field.array(field.bigint()),
    mood: field.enum(["good", "bad"]).default("good"),
    raw: field.bytes(),
    nothing: field.text().optional(),
  },
  { versioned: true },
);

const VALUES = {
  whole: -(2 ** 31),
  big: 2n ** 50n,
  number: 0.1,
  price: "-1234567890.12",
  exact: "1234567890123456789012345678.0123456789",
  flag: true,
  instant: new Date("2001-01-14T21:58:00.123Z"),
  day: "2001-01-14",
  hour: "21:58:00.123",
  key: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
  document: { a: [1, null, "5", { b: true }], 'q"': "\\" },
  words: ["a,b", 'c"d', "", "{}", "NULL", "\\"],
  bigs: [2n ** 62n, -1n],
  raw: new Uint8Array([0, 255, 92]),
  nothing: null,
};

describe.each(databases)("a drizzle table of a model on $name", ({ name, freshUrl }) => {
  const open: DataFlow[] = [];
  afterAll(() => Promise.all(open.map((db) => db.close())));

  async function start() {
    const db = new DataFlow(await freshUrl());
    open.push(db);
    const model = db.model(Kind);
    await db.initialize();
    // The two handles are the same for what is tested here; only their types tell them apart.
    const drizzle = drizzleHandle(db.connection) as ReturnType<typeof drizzleHandle<"sqlite">>;
    const table = drizzleTable(Kind, name) as ReturnType<typeof drizzleTable<typeof Kind, "sqlite">>;
    return { db, model, drizzle, table };
  }

  it("reads what the model wrote, and writes what the model reads", async () => {
    const { model, drizzle, table } = await start();
    const created = await model.create({ label: "model", ...VALUES });
    await drizzle.insert(table).values({ label: "drizzle", ...VALUES });
    const rows = await drizzle.select().from(table).orderBy(table.id);
    const read = (await model.list({ orderBy: ["id"] })).records;
    expect(rows).toEqual(read);
    expect(rows[0]).toEqual(created);
    expect(rows[1]).toMatchObject({
      label: "drizzle",
      ...VALUES,
      mood: "good",
      version: 1,
      createdAt: expect.any(Date),
    });
  });

  it("finds rows by values of every kind that has an order, and changes them", async () => {
    const { model, drizzle, table } = await start();
    await model.create({ label: "model", ...VALUES });
    for (const column of ["whole", "big", "price", "exact", "flag", "instant", "day", "hour", "key", "mood"] as const) {
      const value = column === "mood" ? "good" : VALUES[column];
      const found = await drizzle
        .select({ id: table.id })
        .from(table)
        .where(inArray(table[column], [value]));
      expect([column, found.length]).toEqual([column, 1]);
    }
    await drizzle.update(table).set({ updatedAt: new Date(0) });
    await drizzle.update(table).set({ big: 7n, nothing: "x" }).where(eq(table.label, "model"));
    const after = await model.read(1);
    expect(after).toMatchObject({ big: 7n, nothing: "x" });
    expect(after.updatedAt.getTime()).toBeGreaterThan(0);
  });

  it("refuses values of another kind, without repeating them", async () => {
    const { drizzle, table } = await start();
    const insert = drizzle.insert(table);
    const attempt = async () => {
      // What the compiler would refuse, as from plain JavaScript.
      await Reflect.apply(insert.values, insert, [{ label: "x", ...VALUES, whole: "s3cret" }]);
    };
    const error = await attempt().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "MODEL.INVALID_INPUT", message: expect.stringContaining("Kind.whole") });
    expect(String(error)).not.toContain("s3cret");
  });
});

describe("what drizzle is told of a table", () => {
  const User = defineModel("User", { email: field.text().unique() });
  const Seat = defineModel(
    "Seat",
    {
      row: field.text(),
      number: field.integer(),
      ownerId: field
        .integer()
        .optional()
        .references(() => User, { onDelete: "set null" }),
    },
    { primaryKey: ["row", "number"], indexes: [{ fields: ["number", "-row"], unique: true }] },
  );

  it("is its keys, references and indexes", () => {
    for (const config of [postgresConfig(drizzleTable(Seat, "postgres")), sqliteConfig(drizzleTable(Seat, "sqlite"))]) {
      expect(config.name).toBe("seats");
      expect(config.primaryKeys[0]?.columns.map((column) => column.name)).toEqual(["row", "number"]);
      const reference = config.foreignKeys[0]?.reference();
      expect(config.foreignKeys[0]).toMatchObject({ onDelete: "set null", onUpdate: "no action" });
      expect(reference?.columns.map((column) => column.name)).toEqual(["owner_id"]);
      expect(reference?.foreignColumns.map((column) => column.name)).toEqual(["id"]);
      expect(config.indexes[0]?.config).toMatchObject({ name: "seats_number_row_idx", unique: true });
    }
    expect(drizzleTable(User, "sqlite").email).toMatchObject({ isUnique: true, uniqueName: "users_email_key" });
  });

  it("is kept, so that a reference leads to the same table", () => {
    const foreignTable = sqliteConfig(drizzleTable(Seat, "sqlite")).foreignKeys[0]?.reference().foreignTable;
    expect(foreignTable).toBe(drizzleTable(User, "sqlite"));
  });

  it("has the database's own names of the types", () => {
    expect(drizzleTable(Kind, "postgres").price.getSQLType()).toBe("numeric(12,2)");
    expect(drizzleTable(Kind, "sqlite").flag.getSQLType()).toContain("BOOLEAN");
  });

  it("does not leave out a schema that the database has not", () => {
    const Elsewhere = defineModel("Elsewhere", { a: field.text() }, { schema: "app" });
    expect(postgresConfig(drizzleTable(Elsewhere, "postgres")).schema).toBe("app");
    expect(() => drizzleTable(Elsewhere, "sqlite")).toThrow(
      expect.objectContaining({ code: "MODEL.UNSUPPORTED_OPTION" }),
    );
  });
});

it("refuses a number that a driver has already rounded", () => {
  const column = drizzleTable(Kind, "sqlite").big;
  expect(column.mapFromDriverValue(5)).toBe(5n);
  expect(() => column.mapFromDriverValue(2 ** 60)).toThrow(expect.objectContaining({ code: "MODEL.INEXACT_VALUE" }));
});

it("takes what another driver has already read", () => {
  const table = drizzleTable(Kind, "postgres");
  expect(table.flag.mapFromDriverValue(true)).toBe(true);
  expect(table.flag.mapFromDriverValue("t")).toBe(true);
  expect(table.flag.mapFromDriverValue("f")).toBe(false);
  expect(table.document.mapFromDriverValue({ a: 1 })).toEqual({ a: 1 });
  expect(table.instant.mapFromDriverValue(new Date(5))).toEqual(new Date(5));
  expect(table.raw.mapFromDriverValue(Buffer.from([1, 2]))).toEqual(new Uint8Array([1, 2]));
});
