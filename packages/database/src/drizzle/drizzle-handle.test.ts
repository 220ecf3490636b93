import { eq, sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import { codeOf, freshUrl, open } from "../test-support.fixture.ts";
import { drizzleHandle } from "./drizzle-handle.ts";

const at = new Date("2001-02-03T04:05:06.789Z");

describe("drizzle on postgres", () => {
  const things = pg.pgTable("things", {
    id: pg.serial().primaryKey(),
    name: pg.text().notNull(),
    count: pg.integer(),
    big: pg.bigint({ mode: "bigint" }),
    near: pg.bigint({ mode: "number" }),
    ratio: pg.doublePrecision(),
    price: pg.numeric({ precision: 12, scale: 2 }),
    flag: pg.boolean(),
    at: pg.timestamp({ withTimezone: true, precision: 3 }),
    day: pg.date(),
    data: pg.jsonb(),
    tags: pg.text().array(),
    key: pg.uuid(),
  });
  const row = {
    name: "naïve 'x'",
    count: 3,
    big: 9007199254740993n,
    near: 5,
    ratio: 0.1,
    price: "250.00",
    flag: true,
    at,
    day: "2001-02-03",
    data: { a: ["5", null] },
    tags: ["a,b", 'c"d'],
    key: "00000000-0000-4000-8000-000000000000",
  };
  const create = `CREATE TABLE things (id serial PRIMARY KEY, name text NOT NULL, count integer, big bigint, near bigint,
    ratio double precision, price numeric(12,2), flag boolean, at timestamptz(3), day date, data jsonb, tags text[], key uuid)`;

  it("reads what it wrote, of every common kind", async () => {
    const connection = open(await freshUrl("postgres"));
    await connection.run(create);
    const drizzle = drizzleHandle(connection, "postgres");
    expect(drizzleHandle(connection)).toBe(drizzle);
    expect(await drizzle.insert(things).values(row).returning()).toEqual([{ id: 1, ...row }]);
    expect(await drizzle.select().from(things).where(eq(things.flag, true))).toEqual([{ id: 1, ...row }]);
    const [text] = await drizzle
      .update(things)
      .set({ data: "5", flag: false })
      .returning({ data: things.data, flag: things.flag });
    expect(text).toEqual({ data: "5", flag: false });
    expect(await drizzle.$count(things)).toBe(1);
    const raw = await drizzle.execute(sql`SELECT id, flag, name FROM things`);
    expect(raw).toEqual([{ id: 1, flag: false, name: row.name }]);
  });

  it("joins the transaction of its caller, and its own are the connection's", async () => {
    const connection = open(await freshUrl("postgres"), { poolSize: 1, acquireTimeoutMs: 500 });
    await connection.run(create);
    const drizzle = drizzleHandle(connection, "postgres");
    const failing = connection.transaction(async () => {
      await drizzle.insert(things).values(row);
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    const rolledBack = drizzle.transaction(async (tx) => {
      await tx.insert(things).values(row);
      expect(connection.inTransaction).toBe(true);
      tx.rollback();
    });
    await expect(rolledBack).rejects.toThrow(/rollback/i);
    expect(await drizzle.$count(things)).toBe(0);
    await drizzle.transaction((tx) => tx.insert(things).values(row), { isolationLevel: "serializable" });
    expect(await drizzle.$count(things)).toBe(1);
    expect(await codeOf(() => drizzle.transaction(async () => undefined, { deferrable: true }))).toBe(
      "DATABASE.INVALID_OPTION",
    );
  });
});

describe("drizzle on sqlite", () => {
  const things = sqlite.sqliteTable("things", {
    id: sqlite.integer().primaryKey(),
    name: sqlite.text().notNull(),
    count: sqlite.integer(),
    ratio: sqlite.real(),
    flag: sqlite.integer({ mode: "boolean" }),
    at: sqlite.integer({ mode: "timestamp_ms" }),
    data: sqlite.text({ mode: "json" }),
    bytes: sqlite.blob({ mode: "buffer" }),
  });
  const row = {
    name: "naïve 'x'",
    count: 3,
    ratio: 0.1,
    flag: true,
    at,
    data: { a: ["5", null] },
    bytes: Buffer.from([0, 255]),
  };
  const create =
    "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL, count INTEGER, ratio REAL, flag INTEGER, at INTEGER, data TEXT, bytes BLOB)";

  it("reads what it wrote, of every common kind", async () => {
    const connection = open(await freshUrl("sqlite"));
    await connection.run(create);
    const drizzle = drizzleHandle(connection, "sqlite");
    expect(await drizzle.insert(things).values(row).returning()).toEqual([{ id: 1, ...row }]);
    expect(await drizzle.select().from(things).where(eq(things.flag, true))).toEqual([{ id: 1, ...row }]);
    expect(await drizzle.select().from(things).where(eq(things.id, 1)).get()).toEqual({ id: 1, ...row });
    expect(await drizzle.select().from(things).where(eq(things.id, 2)).get()).toBeUndefined();
    expect(await drizzle.$count(things)).toBe(1);
  });

  it("joins the transaction of its caller, and its own are the connection's", async () => {
    const connection = open(await freshUrl("sqlite"));
    await connection.run(create);
    const drizzle = drizzleHandle(connection, "sqlite");
    const failing = connection.transaction(async () => {
      await drizzle.insert(things).values(row);
      await drizzle.transaction((tx) => tx.insert(things).values(row), { behavior: "immediate" });
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(await drizzle.$count(things)).toBe(0);
  });

  it("is refused for another dialect, and for a connection of somebody else", async () => {
    const connection = open("sqlite::memory:");
    expect(await codeOf(() => drizzleHandle(connection, "postgres"))).toBe("DATABASE.INVALID_OPTION");
    expect(await codeOf(() => drizzleHandle({ ...connection }))).toBe("DATABASE.INVALID_OPTION");
  });
});
