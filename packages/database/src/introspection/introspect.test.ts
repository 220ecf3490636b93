import type { ColumnType, ScalarColumnType } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { codeOf, freshUrl, open } from "../test-support.fixture.ts";
import { columnTypeSql } from "./column-type-sql.ts";
import { introspect } from "./introspect.ts";

const SCALARS: readonly ScalarColumnType[] = [
  { kind: "text" },
  { kind: "text", length: 40 },
  { kind: "integer" },
  { kind: "bigint" },
  { kind: "real" },
  { kind: "decimal", precision: 12, scale: 2 },
  { kind: "decimal", precision: 18, scale: 18 },
  { kind: "decimal", precision: 30, scale: 0 },
  { kind: "boolean" },
  { kind: "timestamp" },
  { kind: "date" },
  { kind: "time" },
  { kind: "uuid" },
];

const KINDS: readonly ColumnType[] = [
  ...SCALARS,
  { kind: "json" },
  { kind: "bytes" },
  ...SCALARS.map((element): ColumnType => ({ kind: "array", element })),
];

describe.each(databases)("introspection on $name", ({ name, freshUrl: fresh }) => {
  it("reads every type back that it declares", async () => {
    const connection = open(await fresh());
    const columns = KINDS.map((type, index) => `c${index} ${columnTypeSql(name, type)} NOT NULL`);
    await connection.run(`CREATE TABLE kinds (${columns.join(", ")})`);
    const { tables } = await introspect(connection);
    expect(tables[0]?.columns).toEqual(KINDS.map((type, index) => ({ name: `c${index}`, type, nullable: false })));
  });

  it("reads an enum from its check", async () => {
    const connection = open(await fresh());
    const text = columnTypeSql(name, { kind: "enum", values: [] });
    await connection.run(`CREATE TABLE t (
      a ${text} CONSTRAINT t_a_check CHECK (a IN ('new', 'it''s', 'x, "y"')),
      b ${text} CONSTRAINT t_b_check CHECK (b IN ('only')),
      c ${text} CHECK (length(c) > 3), d ${text} CHECK (d IN ('x') OR d = a))`);
    expect((await introspect(connection)).tables[0]?.columns.map((column) => column.type)).toEqual([
      { kind: "enum", values: ["new", "it's", 'x, "y"'] },
      { kind: "enum", values: ["only"] },
      { kind: "text" },
      { kind: "text" },
    ]);
  });

  it("reads keys, references and indexes", async () => {
    const connection = open(await fresh());
    await connection.run(`
      CREATE TABLE parents (a INTEGER NOT NULL, b INTEGER NOT NULL, c TEXT UNIQUE, PRIMARY KEY (b, a),
        CONSTRAINT parents_ac UNIQUE (a, c));
      CREATE TABLE children (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, self INTEGER REFERENCES children,
        CONSTRAINT children_parent FOREIGN KEY (x, y) REFERENCES parents (b, a) ON DELETE CASCADE ON UPDATE SET NULL);
      CREATE INDEX children_xy ON children (x, y DESC);
      CREATE UNIQUE INDEX children_y ON children (y);
      CREATE INDEX children_part ON children (x) WHERE y > 1;
      CREATE INDEX children_expression ON children ((x + y))`);
    const { tables } = await introspect(connection);
    const [children, parents] = tables;
    expect(tables).toHaveLength(2);
    expect(parents).toMatchObject({
      name: "parents",
      primaryKey: { columns: ["b", "a"] },
      uniques: [
        { name: "parents_ac", columns: ["a", "c"] },
        { name: "parents_c_key", columns: ["c"] },
      ],
      indexes: [],
    });
    expect(children?.foreignKeys).toEqual([
      {
        name: "children_parent",
        columns: ["x", "y"],
        references: { table: "parents", columns: ["b", "a"] },
        onDelete: "cascade",
        onUpdate: "set null",
      },
      {
        name: "children_self_fkey",
        columns: ["self"],
        references: { table: "children", columns: ["id"] },
        onDelete: "no action",
        onUpdate: "no action",
      },
    ]);
    expect(children?.indexes).toEqual([
      {
        name: "children_xy",
        columns: [
          { name: "x", direction: "asc" },
          { name: "y", direction: "desc" },
        ],
        unique: false,
      },
      { name: "children_y", columns: [{ name: "y", direction: "asc" }], unique: true },
    ]);
    expect(Object.isFrozen(children?.indexes[0]?.columns[0])).toBe(true);
  });

  it("reads defaults in the form that values have", async () => {
    const connection = open(await fresh());
    const type = (kind: ColumnType) => columnTypeSql(name, kind);
    const money = { kind: "decimal", precision: 12, scale: 2 } as const;
    const now = name === "postgres" ? "CURRENT_TIMESTAMP" : "(CAST(unixepoch('subsec') * 1000 AS INTEGER))";
    const amount = name === "postgres" ? "'-0.50'" : "-50";
    await connection.run(`CREATE TABLE t (
      a ${type({ kind: "text" })} DEFAULT 'it''s', b ${type({ kind: "integer" })} DEFAULT -5,
      c ${type({ kind: "bigint" })} DEFAULT 9007199254740993, d ${type({ kind: "real" })} DEFAULT 1.5,
      e ${type(money)} DEFAULT ${amount}, f ${type({ kind: "boolean" })} DEFAULT TRUE,
      g ${type({ kind: "timestamp" })} DEFAULT ${now}, h ${type({ kind: "date" })} DEFAULT CURRENT_DATE,
      i ${type({ kind: "text" })} DEFAULT (lower('ABC')), j ${type({ kind: "text" })} DEFAULT NULL)`);
    const defaults = (await introspect(connection)).tables[0]?.columns.map((column) => column.default);
    expect(defaults).toMatchObject([
      { kind: "literal", value: "it's" },
      { kind: "literal", value: -5 },
      { kind: "literal", value: 9007199254740993n },
      { kind: "literal", value: 1.5 },
      { kind: "literal", value: "-0.50" },
      { kind: "literal", value: true },
      { kind: "now" },
      { kind: "now" },
      { kind: "expression" },
      undefined,
    ]);
  });

  it("reads only what it is asked for, and inside a transaction what that made", async () => {
    const connection = open(await fresh());
    await connection.run(`CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER); CREATE TABLE "C d" (x INTEGER)`);
    const names = async (tables?: readonly string[]) =>
      (await introspect(connection, tables === undefined ? {} : { tables })).tables.map((table) => table.name);
    expect((await names()).toSorted()).toEqual(["C d", "a", "b"]);
    expect(await names(["b", "C d", "none"])).toEqual(["C d", "b"]);
    expect(await names([])).toEqual([]);
    await connection.transaction(async () => {
      await connection.run("CREATE TABLE e (x INTEGER)");
      expect(await names(["e"])).toEqual(["e"]);
    });
    expect(await codeOf(() => introspect(connection, { table: "a" } as object))).toBe("DATABASE.INVALID_OPTION");
  });

  it("leaves out what we keep in the database ourselves", async () => {
    const connection = open(await fresh());
    const own = name === "postgres" ? "_dataflow.notes" : "_dataflow_notes";
    if (name === "postgres") await connection.run("CREATE SCHEMA _dataflow");
    await connection.run(`CREATE TABLE ${own} (x INTEGER); CREATE TABLE dataflow_notes (x INTEGER)`);
    expect((await introspect(connection)).tables.map((table) => table.name)).toEqual(["dataflow_notes"]);
  });

  it("asks the catalog few questions, however many tables there are", async () => {
    const questions: string[] = [];
    const connection = open(await fresh(), { onStatement: ({ text }) => questions.push(text) });
    await connection.run(
      Array.from(
        { length: 60 },
        (_, index) => `CREATE TABLE t${index} (id INTEGER PRIMARY KEY, n INTEGER UNIQUE)`,
      ).join(";"),
    );
    questions.length = 0;
    expect((await introspect(connection)).tables).toHaveLength(60);
    expect(questions.length).toBeLessThanOrEqual(5);
  });
});

describe("tables that others have made", () => {
  it("in a file are read where their values are stored as ours, and otherwise as they are declared", async () => {
    const connection = open(await freshUrl("sqlite"));
    await connection.run(`CREATE TABLE [from elsewhere] (
      id integer primary key, -- the row's number
      "some name" nvarchar(20) collate nocase, flag tinyint(1), big int8, price numeric(10,2), at datetime,
      total REAL, data json, whatever, doubled INTEGER AS (id * 2) VIRTUAL, /* , ) */
      check (id > 0), unique ("some name"))`);
    const [table] = (await introspect(connection)).tables;
    expect(table?.name).toBe("from elsewhere");
    expect(table?.columns).toMatchObject([
      { name: "id", type: { kind: "integer" }, nullable: false, default: { kind: "autoIncrement" } },
      { name: "some name", type: { kind: "text", length: 20 }, nullable: true },
      { name: "flag", type: { kind: "boolean" } },
      { name: "big", type: { kind: "bigint" } },
      { name: "price", type: { kind: "unknown", sql: "numeric(10,2)" } },
      { name: "at", type: { kind: "unknown", sql: "datetime" } },
      { name: "total", type: { kind: "real" } },
      { name: "data", type: { kind: "json" } },
      { name: "whatever", type: { kind: "unknown", sql: "" } },
      { name: "doubled", type: { kind: "integer" } },
    ]);
    expect(table?.uniques).toEqual([{ name: "from elsewhere_some name_key", columns: ["some name"] }]);
  });

  it("on a server are read where they fit a kind, and otherwise as they are declared", async () => {
    const connection = open(await freshUrl("postgres"));
    await connection.run(`
      CREATE TYPE mood AS ENUM ('happy', 'sad');
      CREATE TABLE t (id bigserial PRIMARY KEY, small smallint, f real, n numeric, m mood, at timestamp, c char(3),
        i interval, tags varchar(5)[] DEFAULT '{}', v varchar, doubled integer GENERATED ALWAYS AS (1 + 1) STORED);
      CREATE SCHEMA other; CREATE TABLE other.u (id integer);
      CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
      CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (2); CREATE TABLE bare ();
      CREATE VIEW seen AS SELECT 1`);
    const { tables } = await introspect(connection);
    expect(tables.map((table) => table.name)).toEqual(["bare", "parted", "t"]);
    expect(tables[2]?.columns).toMatchObject([
      { name: "id", type: { kind: "bigint" }, default: { kind: "autoIncrement" } },
      { name: "small", type: { kind: "integer" } },
      { name: "f", type: { kind: "real" } },
      { name: "n", type: { kind: "unknown", sql: "numeric" } },
      { name: "m", type: { kind: "unknown", sql: "mood" } },
      { name: "at", type: { kind: "unknown", sql: "timestamp without time zone" } },
      { name: "c", type: { kind: "unknown", sql: "character(3)" } },
      { name: "i", type: { kind: "unknown", sql: "interval" } },
      { name: "tags", type: { kind: "array", element: { kind: "text", length: 5 } }, default: { value: "[]" } },
      { name: "v", type: { kind: "text" } },
      { name: "doubled", type: { kind: "integer" }, default: { kind: "expression" } },
    ]);
    const other = await introspect(connection, { schema: "other" });
    expect(other.tables).toMatchObject([{ name: "u", schema: "other" }]);
  });
});
