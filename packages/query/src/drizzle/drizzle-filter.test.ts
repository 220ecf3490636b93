import { databases } from "@dataflow-tooling/vitest";
import Database from "better-sqlite3";
import { aliasedTable, asc, eq, sql } from "drizzle-orm";
import { drizzle as drizzleSqlite } from "drizzle-orm/better-sqlite3";
import { int as mysqlInt, mysqlTable } from "drizzle-orm/mysql-core";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import * as p from "drizzle-orm/pg-core";
import * as s from "drizzle-orm/sqlite-core";
import pg from "pg";
import { RE2JS } from "re2js";
import { afterAll, assertType, beforeAll, describe, expect, it } from "vitest";
import { type DrizzleFilter, drizzleFilter } from "./drizzle-filter.ts";

const mood = p.pgEnum("mood", ["happy", "sad"]);
const pgUsers = p.pgTable("users", {
  id: p.integer().primaryKey(),
  name: p.text().notNull(),
  nickName: p.varchar("nick_name", { length: 20 }),
  score: p.doublePrecision(),
  active: p.boolean(),
  createdAt: p.timestamp("created_at"),
  seenAt: p.timestamp("seen_at", { withTimezone: true }),
  profile: p.jsonb(),
  total: p.numeric({ precision: 12, scale: 2 }),
  mood: mood(),
  ip: p.inet(),
});
const sqliteUsers = s.sqliteTable("users", {
  id: s.integer().primaryKey(),
  name: s.text().notNull(),
  nickName: s.text("nick_name"),
  score: s.real(),
  active: s.integer({ mode: "boolean" }),
  createdAt: s.integer("created_at", { mode: "timestamp" }),
  seenAt: s.integer("seen_at", { mode: "timestamp_ms" }),
  profile: s.text({ mode: "json" }),
});

const [early, late] = [new Date("2001-01-01T00:00:00Z"), new Date("2002-01-01T00:00:00Z")];
const ROWS = [
  {
    id: 1,
    name: "Ann",
    nickName: "50%",
    score: 1.5,
    active: true,
    createdAt: early,
    seenAt: late,
    profile: { city: "Paris" },
  },
  {
    id: 2,
    name: "bob",
    nickName: null,
    score: null,
    active: false,
    createdAt: late,
    seenAt: early,
    profile: { city: null },
  },
  {
    id: 3,
    name: "O'Brien",
    nickName: "O",
    score: 9007199254740991,
    active: null,
    createdAt: null,
    seenAt: null,
    profile: null,
  },
];

type SharedFilter = DrizzleFilter<typeof pgUsers> & DrizzleFilter<typeof sqliteUsers>;

/** Filters and the ids they find, on both databases. */
const CASES: readonly (readonly [SharedFilter, readonly number[]])[] = [
  [{}, [1, 2, 3]],
  [{ name: "O'Brien" }, [3]],
  [{ nickName: { $contains: "%" } }, [1]],
  [{ nickName: { $ne: "O" } }, [1, 2]],
  [{ name: { $regex: "^(a|o)", $options: "i" } }, [1, 3]],
  [{ name: { $iStartsWith: "B" } }, [2]],
  [{ id: { $in: [1, 3, 99] } }, [1, 3]],
  [{ id: { $nin: [1, 3] } }, [2]],
  [{ score: { $gt: 2 } }, [3]],
  [{ score: { $not: { $gt: 2 } } }, [1, 2]],
  [{ active: { $ne: true } }, [2, 3]],
  [{ createdAt: early }, [1]],
  [{ createdAt: { $gt: early } }, [2]],
  [{ createdAt: { $in: [late, null] } }, [2, 3]],
  [{ seenAt: { $lt: late } }, [2]],
  [{ "profile.city": "Paris" }, [1]],
  [{ "profile.city": null }, [2, 3]],
  [{ $expr: { $gt: ["$seenAt", "$createdAt"] } }, [1]],
  [{ $nor: [{ id: 1 }, { name: "bob" }] }, [3]],
];

/** What both of drizzle's handles can do here. */
interface Opened {
  readonly idsOf: (filter: SharedFilter) => Promise<readonly number[]>;
  readonly joined: () => Promise<readonly unknown[]>;
  readonly close: () => Promise<unknown>;
}

async function openPostgres(url: string): Promise<Opened> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const db = drizzlePg(pool);
  await db.execute(sql`CREATE TYPE mood AS ENUM ('happy', 'sad')`);
  await db.execute(
    sql`CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, nick_name varchar(20), score double precision, active boolean, created_at timestamp, seen_at timestamptz, profile jsonb, total numeric(12,2), mood mood, ip inet)`,
  );
  await db.insert(pgUsers).values(ROWS.map((row) => ({ ...row, mood: "happy" as const, total: "1.50" })));
  const other = aliasedTable(pgUsers, "other");
  return {
    idsOf: async (filter) => {
      const found = await db.select().from(pgUsers).where(drizzleFilter(pgUsers, filter)).orderBy(asc(pgUsers.id));
      return found.map(({ id }) => id);
    },
    joined: () =>
      db
        .select({ id: pgUsers.id, otherId: other.id })
        .from(pgUsers)
        .leftJoin(other, eq(other.id, sql`${pgUsers.id} + 1`))
        .where(drizzleFilter(other, { name: { $ne: "bob" } }))
        .orderBy(asc(pgUsers.id)),
    close: () => pool.end(),
  };
}

async function openSqlite(url: string): Promise<Opened> {
  const database = new Database(url.replace("sqlite:///", ""));
  database.function("regexp", (expression: string, text: string | null) =>
    text === null ? null : Number(RE2JS.compile(expression).test(text)),
  );
  database.exec(
    "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, nick_name text, score real, active integer, created_at integer, seen_at integer, profile text)",
  );
  const db = drizzleSqlite(database);
  await db.insert(sqliteUsers).values(ROWS);
  const other = aliasedTable(sqliteUsers, "other");
  return {
    idsOf: async (filter) => {
      const condition = drizzleFilter(sqliteUsers, filter);
      const found = await db.select().from(sqliteUsers).where(condition).orderBy(asc(sqliteUsers.id));
      return found.map(({ id }) => id);
    },
    joined: async () =>
      db
        .select({ id: sqliteUsers.id, otherId: other.id })
        .from(sqliteUsers)
        .leftJoin(other, eq(other.id, sql`${sqliteUsers.id} + 1`))
        .where(drizzleFilter(other, { name: { $ne: "bob" } }))
        .orderBy(asc(sqliteUsers.id)),
    close: async () => database.close(),
  };
}

describe.each(databases)("drizzleFilter on $name", ({ name, freshUrl }) => {
  let opened: Opened;

  beforeAll(async () => {
    opened = await (name === "sqlite" ? openSqlite : openPostgres)(await freshUrl());
  });

  afterAll(() => opened.close());

  it.each(CASES)("finds by %j", async (filter, ids) => {
    expect(await opened.idsOf(filter)).toEqual(ids);
  });

  it("follows an alias, and counts rows that a join left empty", async () => {
    expect(await opened.joined()).toEqual([
      { id: 2, otherId: 3 },
      { id: 3, otherId: null },
    ]);
  });
});

it("binds values, and writes columns as drizzle does", () => {
  const query = new p.PgDialect().sqlToQuery(
    drizzleFilter(pgUsers, { nickName: { $startsWith: "a" }, mood: { $in: ["sad"] }, total: { $gt: "1.5" } }),
  );
  expect(query.sql).toBe(
    '(("users"."nick_name" >= $1 COLLATE "C" AND "users"."nick_name" < $2 COLLATE "C") AND ("users"."mood"::text) = ANY($3::text[]) AND "users"."total" > $4)',
  );
  expect(query.params).toEqual(["a", "b", '{"sad"}', "1.50"]);
});

it("refuses what it does not know", () => {
  const other = mysqlTable("other", { id: mysqlInt() });
  expect(() => drizzleFilter(other, {})).toThrow(expect.objectContaining({ code: "QUERY.UNSUPPORTED_FEATURE" }));
  const untrusted: unknown = { ip: "10.0.0.1" };
  expect(() => drizzleFilter(pgUsers, untrusted, { allow: { fields: ["ip"] } })).toThrow(
    expect.objectContaining({ code: "QUERY.UNSUPPORTED_OPERATOR" }),
  );
  expect(() => drizzleFilter(pgUsers, untrusted, { allow: { fields: ["id"] } })).toThrow(
    expect.objectContaining({ code: "QUERY.UNKNOWN_FIELD" }),
  );
});

it("has the types of its table", () => {
  assertType<DrizzleFilter<typeof pgUsers>>({ mood: "sad", total: { $gte: "1.50" }, "profile.city": "x" });
  // @ts-expect-error an unknown column
  assertType<DrizzleFilter<typeof pgUsers>>({ nick_name: "a" });
  // @ts-expect-error a value of another type
  assertType<DrizzleFilter<typeof sqliteUsers>>({ name: 5 });
  // @ts-expect-error a filter from outside without an allowance
  drizzleFilter(sqliteUsers, JSON.parse("{}") as unknown);
});
