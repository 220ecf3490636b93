import { isDataFlowError } from "@dataflow/core";
import { sql } from "drizzle-orm";
import * as pg from "drizzle-orm/pg-core";
import * as lite from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import { definitionFromDrizzle } from "./definition-from-drizzle.ts";
import { drizzleTable } from "./drizzle-table.ts";

/** The column of a test, beside a key. */
function postgresKind(column: pg.PgColumnBuilderBase) {
  const table = pg.pgTable("things", { id: pg.uuid().primaryKey(), it: column });
  return definitionFromDrizzle(table).fields.get("it");
}

function sqliteKind(column: lite.SQLiteColumnBuilderBase) {
  const table = lite.sqliteTable("things", { id: lite.text().primaryKey(), it: column });
  return definitionFromDrizzle(table).fields.get("it");
}

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (isDataFlowError(error) && error.code === "MODEL.UNMAPPABLE_TABLE")
      return error.diagnostics.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe("columns", () => {
  const postgres: readonly (readonly [string, pg.PgColumnBuilderBase, object])[] = [
    ["text", pg.text(), { kind: "text" }],
    ["varchar", pg.varchar({ length: 40 }), { kind: "text", length: 40 }],
    ["text of an enum", pg.text({ enum: ["a", "b"] }), { kind: "enum", values: ["a", "b"] }],
    ["integer", pg.integer(), { kind: "integer" }],
    ["bigint", pg.bigint({ mode: "bigint" }), { kind: "bigint" }],
    ["double precision", pg.doublePrecision(), { kind: "real" }],
    ["numeric", pg.numeric({ precision: 12, scale: 2 }), { kind: "decimal", precision: 12, scale: 2 }],
    ["numeric of whole numbers", pg.numeric({ precision: 12 }), { kind: "decimal", precision: 12, scale: 0 }],
    ["boolean", pg.boolean(), { kind: "boolean" }],
    ["timestamptz", pg.timestamp({ withTimezone: true }), { kind: "timestamp" }],
    ["date", pg.date(), { kind: "date" }],
    ["time", pg.time(), { kind: "time" }],
    ["uuid", pg.uuid(), { kind: "uuid" }],
    ["jsonb", pg.jsonb(), { kind: "json" }],
    ["text[]", pg.text().array(), { kind: "array", element: { kind: "text" } }],
  ];
  it.each(postgres)("%s of PostgreSQL", (_, column, type) => expect(postgresKind(column)?.type).toEqual(type));

  const sqlite: readonly (readonly [string, lite.SQLiteColumnBuilderBase, object])[] = [
    ["text", lite.text(), { kind: "text" }],
    ["text with a length", lite.text({ length: 3 }), { kind: "text", length: 3 }],
    ["text of an enum", lite.text({ enum: ["a", "b"] }), { kind: "enum", values: ["a", "b"] }],
    ["text of JSON", lite.text({ mode: "json" }), { kind: "json" }],
    ["integer", lite.integer(), { kind: "integer" }],
    ["boolean", lite.integer({ mode: "boolean" }), { kind: "boolean" }],
    ["milliseconds", lite.integer({ mode: "timestamp_ms" }), { kind: "timestamp" }],
    ["real", lite.real(), { kind: "real" }],
    ["blob", lite.blob({ mode: "buffer" }), { kind: "bytes" }],
  ];
  it.each(sqlite)("%s of SQLite", (_, column, type) => expect(sqliteKind(column)?.type).toEqual(type));

  const refused: readonly (readonly [string, () => unknown])[] = [
    ["bigint as a number", () => postgresKind(pg.bigint({ mode: "number" }))],
    ["smallint", () => postgresKind(pg.smallint())],
    ["real", () => postgresKind(pg.real())],
    ["numeric without a precision", () => postgresKind(pg.numeric())],
    ["numeric as a number", () => postgresKind(pg.numeric({ precision: 9, scale: 2, mode: "number" }))],
    ["timestamp without a time zone", () => postgresKind(pg.timestamp())],
    ["timestamp in seconds", () => postgresKind(pg.timestamp({ withTimezone: true, precision: 0 }))],
    ["timestamp as a text", () => postgresKind(pg.timestamp({ withTimezone: true, mode: "string" }))],
    ["date as a Date", () => postgresKind(pg.date({ mode: "date" }))],
    ["time with a time zone", () => postgresKind(pg.time({ withTimezone: true }))],
    ["json", () => postgresKind(pg.json())],
    ["char", () => postgresKind(pg.char({ length: 3 }))],
    ["an enum type", () => postgresKind(pg.pgEnum("mood", ["a"])())],
    ["a list of lists", () => postgresKind(pg.text().array().array())],
    ["a list of documents", () => postgresKind(pg.jsonb().array())],
    ["inet", () => postgresKind(pg.inet())],
    ["a column computed by the database", () => postgresKind(pg.text().generatedAlwaysAs(sql`'a'`))],
    ["$onUpdate", () => postgresKind(pg.text().$onUpdate(() => "x"))],
    ["nulls that are equal", () => postgresKind(pg.text().unique("u", { nulls: "not distinct" }))],
    ["a default with parameters", () => postgresKind(pg.text().default(sql`${"x"} || ${"y"}`))],
    ["a default that only the database can compute", () => postgresKind(pg.text().default(sql`current_user`))],
    ["seconds", () => sqliteKind(lite.integer({ mode: "timestamp" }))],
    ["numeric", () => sqliteKind(lite.numeric())],
    ["a blob of JSON", () => sqliteKind(lite.blob({ mode: "json" }))],
    ["a blob of a bigint", () => sqliteKind(lite.blob({ mode: "bigint" }))],
  ];
  it.each(refused)("%s is refused", (_, make) =>
    expect(problemsOf(make)).toEqual([expect.stringContaining("things.it ")]),
  );
});

describe("what a column says beside its type", () => {
  it("is kept", () => {
    const create = () => "made";
    const table = pg.pgTable("people", {
      id: pg.integer().primaryKey().generatedByDefaultAsIdentity(),
      fullName: pg.text("full_name").notNull().unique(),
      nickname: pg.text(),
      fixed: pg.text().default("x"),
      made: pg.text().$defaultFn(create),
      at: pg.timestamp({ withTimezone: true }).notNull().defaultNow(),
      key: pg.uuid().defaultRandom(),
    });
    const model = definitionFromDrizzle(table);
    expect(model.name).toBe("Person");
    expect(model.tableName).toBe("people");
    expect([...model.fields.keys()]).toEqual(["id", "fullName", "nickname", "fixed", "made", "at", "key"]);
    expect(model.primaryKey).toEqual(["id"]);
    expect(model.managed).toEqual({});
    expect(model.fields.get("id")).toMatchObject({ isAutoIncrement: true, nullable: false, isOmittable: true });
    expect(model.fields.get("fullName")).toMatchObject({ column: "full_name", nullable: false, isOmittable: false });
    expect(model.fields.get("nickname")).toMatchObject({ nullable: true, isOmittable: true });
    const defaults = ["fixed", "made", "at", "key"].map((name) => model.fields.get(name)?.declaration.default);
    expect(defaults).toEqual([
      { kind: "value", value: "x" },
      { kind: "function", create },
      { kind: "function", create: expect.any(Function), column: { kind: "now" } },
      { kind: "function", create: expect.any(Function) },
    ]);
    expect(model.uniqueKeys).toEqual([["id"], ["fullName"]]);
  });

  it("knows the ways to say the time of the insert", () => {
    const columns = [
      postgresKind(pg.timestamp({ withTimezone: true }).default(sql`CURRENT_TIMESTAMP`)),
      sqliteKind(lite.integer({ mode: "timestamp_ms" }).default(sql`(unixepoch() * 1000)`)),
      sqliteKind(lite.integer({ mode: "timestamp_ms" }).defaultNow()),
    ];
    for (const column of columns) expect(column?.declaration.default).toMatchObject({ column: { kind: "now" } });
  });

  it("numbers the rows of a serial, and of a whole number that is the key on SQLite", () => {
    const serial = pg.pgTable("a", { id: pg.serial().primaryKey() });
    const rowid = lite.sqliteTable("a", { id: lite.integer().primaryKey() });
    const plain = pg.pgTable("a", { id: pg.integer().primaryKey() });
    const numbered = [serial, rowid, plain].map(
      (table) => definitionFromDrizzle(table).fields.get("id")?.isAutoIncrement,
    );
    expect(numbered).toEqual([true, true, false]);
  });
});

describe("what concerns several columns", () => {
  it("is kept, by the names of fields", () => {
    const users = pg.pgTable("users", { id: pg.integer().primaryKey(), email: pg.text().notNull().unique() });
    const orders = pg.pgTable(
      "orders",
      {
        shop: pg.integer("shop_id").notNull(),
        number: pg.integer().notNull(),
        customerId: pg.integer("customer_id").references(() => users.id, { onDelete: "set null" }),
        email: pg.text(),
        status: pg.text().notNull(),
      },
      (self) => [
        pg.primaryKey({ columns: [self.shop, self.number] }),
        pg.unique("one_status").on(self.customerId, self.status),
        pg.unique().on(self.email),
        pg.foreignKey({ columns: [self.email], foreignColumns: [users.email] }).onUpdate("cascade"),
        pg.index("by_status").on(self.status, self.customerId.desc()),
        pg.uniqueIndex("one_number").on(self.number),
      ],
    );
    const model = definitionFromDrizzle(orders);
    expect(model.primaryKey).toEqual(["shop", "number"]);
    expect(model.uniqueKeys).toEqual([["shop", "number"], ["email"], ["customerId", "status"], ["number"]]);
    const target = definitionFromDrizzle(users);
    expect(model.references()).toEqual([
      { field: "customerId", target, targetField: "id", onDelete: "set null", onUpdate: "no action" },
      { field: "email", target, targetField: "email", onDelete: "no action", onUpdate: "cascade" },
    ]);
    expect(model.references()[0]?.target).toBe(target);
    expect(model.schemaTable().indexes.map(({ name }) => name)).toEqual(["one_status", "by_status", "one_number"]);
    expect(model.schemaTable().indexes[1]?.columns).toEqual([
      { name: "status", direction: "asc" },
      { name: "customer_id", direction: "desc" },
    ]);
  });

  it("may refer to itself", () => {
    const nodes = lite.sqliteTable("nodes", {
      id: lite.text().primaryKey(),
      parent: lite.text().references((): lite.AnySQLiteColumn => nodes.id),
    });
    const model = definitionFromDrizzle(nodes);
    expect(model.references()[0]?.target).toBe(model);
  });

  it("is refused where it would be lost, all at once", () => {
    const others = lite.sqliteTable("others", { a: lite.text(), b: lite.text() });
    const table = lite.sqliteTable("things", { a: lite.text(), b: lite.text(), c: lite.numeric() }, (self) => [
      lite.check("long", sql`length(${self.a}) > 3`),
      lite.index("lower").on(sql`lower(${self.a})`),
      lite.index("some").on(self.a).where(sql`${self.b} is null`),
      lite.foreignKey({ columns: [self.a, self.b], foreignColumns: [others.a, others.b] }),
    ]);
    expect(problemsOf(() => definitionFromDrizzle(table))).toEqual([
      expect.stringContaining("things.c is a SQLiteNumeric"),
      expect.stringContaining("check constraint"),
      expect.stringContaining("the index lower is over an expression"),
      expect.stringContaining("the index some covers only some rows"),
      expect.stringContaining("a foreign key refers by 2 columns"),
      expect.stringContaining("no primary key"),
    ]);
  });

  it("is refused on PostgreSQL where it would be lost", () => {
    const table = pg
      .pgTable("things", { a: pg.text().primaryKey(), b: pg.jsonb() }, (self) => [
        pg.index("documents").using("gin", self.b),
        pg.index("first").on(self.a.nullsFirst()),
        pg.index("pattern").on(self.a.op("text_pattern_ops")),
        pg.pgPolicy("mine"),
      ])
      .enableRLS();
    expect(problemsOf(() => Reflect.apply(definitionFromDrizzle, undefined, [table]))).toHaveLength(4);
  });
});

it("gives the same definition for the same table, and back the model that a table was made of", () => {
  const table = lite.sqliteTable("things", { id: lite.text().primaryKey() });
  expect(definitionFromDrizzle(table)).toBe(definitionFromDrizzle(table));
  const User = defineModel("User", { email: field.text() });
  expect(definitionFromDrizzle(drizzleTable(User, "sqlite"))).toBe(User);
});

it("refuses what is not a table", () => {
  const make = () => Reflect.apply(definitionFromDrizzle, undefined, [{ name: "users" }]);
  expect(make).toThrow(expect.objectContaining({ code: "MODEL.UNMAPPABLE_TABLE" }));
});
