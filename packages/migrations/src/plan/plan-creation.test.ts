import { isDataFlowError, type Table } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { column, INTEGER, idColumn, nullable, reference, referring, TEXT, table } from "../example-tables.fixture.ts";
import { planCreation } from "./plan-creation.ts";
import { assertSealed } from "./seal-plan.ts";

const dialects = ["sqlite", "postgres"] as const;

function sqlOf(dialect: "sqlite" | "postgres", ...tables: readonly Table[]): readonly string[] {
  return planCreation({ tables: [] }, { tables }, dialect).steps.map((step) => step.sql);
}

function problemsOf(dialect: "sqlite" | "postgres", ...tables: readonly Table[]): readonly string[] {
  try {
    planCreation({ tables: [] }, { tables }, dialect);
    return [];
  } catch (error) {
    if (!isDataFlowError(error)) throw error;
    expect(error.code).toBe("MIGRATION.INVALID_SCHEMA");
    return error.diagnostics.map(({ message, fix }) => `${message} → ${fix}`);
  }
}

const users = table("users", [column("email", TEXT), nullable("age", INTEGER)], {
  uniques: [{ name: "users_email_key", columns: ["email"] }],
  indexes: [
    {
      name: "users_age_email_idx",
      columns: [
        { name: "age", direction: "desc" },
        { name: "email", direction: "asc" },
      ],
      unique: false,
    },
  ],
});

describe("the statements", () => {
  it("are complete on both databases", () => {
    expect({ sqlite: sqlOf("sqlite", users), postgres: sqlOf("postgres", users) }).toMatchInlineSnapshot();
  });

  it.each(dialects)("create a table after those it refers to (%s)", (dialect) => {
    const plan = planCreation(
      { tables: [] },
      { tables: [referring("a", "b"), referring("b", "c"), table("c")] },
      dialect,
    );
    expect(plan.tables).toEqual(["c", "b", "a"]);
    expect(plan.steps.map((step) => step.id)).toEqual(["createTable c", "createTable b", "createTable a"]);
  });

  it("break cycles and self references with keys that are added later, where that can be done", () => {
    const tables = [referring("a", "b"), referring("b", "a"), referring("c", "c")];
    const ids = (dialect: "sqlite" | "postgres") =>
      planCreation({ tables: [] }, { tables }, dialect).steps.map((step) => step.id);
    expect(ids("sqlite")).toEqual(["createTable c", "createTable a", "createTable b"]);
    expect(ids("postgres")).toEqual([
      "createTable c",
      "createTable a",
      "createTable b",
      "addForeignKey c c_c_id_fkey",
      "addForeignKey a a_b_id_fkey",
    ]);
  });

  it("leave existing tables as they are", () => {
    const plan = planCreation({ tables: [table("b")] }, { tables: [table("b"), referring("a", "b")] }, "postgres");
    expect(plan.tables).toEqual(["a"]);
  });

  it("create a database schema first, unless it is there", () => {
    const [step] = planCreation({ tables: [] }, { tables: [table("t", [], { schema: "o'x" })] }, "postgres").steps;
    expect(step).toMatchObject({ sql: `CREATE SCHEMA "o'x"`, skipIf: expect.stringContaining("'o''x'") });
  });

  it("never contain a name or a value unquoted", () => {
    const hostile = `x"); DROP TABLE users; --'`;
    const evil = table(hostile, [
      column("a", TEXT, { kind: "literal", value: hostile }),
      column("b", { kind: "enum", values: [hostile] }),
    ]);
    for (const dialect of dialects) {
      const [sql = ""] = sqlOf(dialect, evil);
      const unquoted = sql.replace(/"(?:[^"]|"")*"/g, "<name>").replace(/'(?:[^']|'')*'/g, "<text>");
      expect(unquoted).not.toContain("DROP");
    }
  });
});

describe("a plan", () => {
  it("is frozen, survives JSON and knows when it was changed", () => {
    const plan = planCreation({ tables: [] }, { tables: [users] }, "sqlite");
    expect(Object.isFrozen(plan) && Object.isFrozen(plan.steps) && Object.isFrozen(plan.steps[0])).toBe(true);
    const copy = JSON.parse(JSON.stringify(plan));
    expect(() => assertSealed(copy)).not.toThrow();
    copy.steps[0].sql += ";";
    expect(() => assertSealed(copy)).toThrow(expect.objectContaining({ code: "MIGRATION.PLAN_CHANGED" }));
  });

  it("has the same hash for the same tables", () => {
    const hash = () => planCreation({ tables: [] }, { tables: [structuredClone(users)] }, "sqlite").hash;
    expect(hash()).toBe(hash());
  });
});

describe("a schema that cannot be created", () => {
  it.each(dialects)("is refused with everything that is wrong (%s)", (dialect) => {
    const bad: Table = {
      name: "orders",
      columns: [
        idColumn,
        column("status", { kind: "enum", values: [] }),
        column("total", { kind: "decimal", precision: 2, scale: 3 }),
        column("paid", { kind: "boolean" }, { kind: "literal", value: "yes" }),
        column("note", TEXT, { kind: "now" }),
        column("", TEXT),
        nullable("key", TEXT),
      ],
      primaryKey: { columns: ["id"] },
      uniques: [{ name: "u", columns: ["statsu"] }],
      foreignKeys: [reference("orders", "total", "userz"), { ...reference("orders", "total", "orders"), columns: [] }],
      indexes: [{ name: "i", columns: [], unique: false }],
    };
    expect(problemsOf(dialect, bad, table("users"))).toMatchInlineSnapshot();
  });

  it.each(dialects)("is refused when two things share a name (%s)", (dialect) => {
    const index = { name: "users", columns: [{ name: "id", direction: "asc" }], unique: false } as const;
    expect(problemsOf(dialect, table("users"), table("teams", [], { indexes: [index] }))).toEqual([
      'teams.indexes.users: the name "users" is taken by users.name → rename one of the two',
    ]);
  });

  it("is refused when a name differs only in a case that the database ignores", () => {
    expect(problemsOf("postgres", table("users"), table("Users"))).toEqual([]);
    expect(problemsOf("sqlite", table("users"), table("Users"))).toHaveLength(1);
    expect(problemsOf("sqlite", table("t", [column("ID", TEXT)]))).toHaveLength(1);
  });

  it("is refused for what only one database cannot do", () => {
    expect(problemsOf("sqlite", table("sqlite_x", [], { schema: "billing" }))).toHaveLength(2);
    expect(problemsOf("sqlite", { ...table("t"), primaryKey: { columns: [] } })).not.toEqual([]);
    expect(problemsOf("postgres", table("t", [column("xmin", TEXT)]))).toHaveLength(1);
  });

  it("never repeats a value", () => {
    const text = problemsOf("sqlite", table("t", [column("x", INTEGER, { kind: "literal", value: "secret" })])).join();
    expect(text).toContain("t.columns.x.default");
    expect(text).not.toContain("secret");
  });

  it.each(dialects)("is refused when a reference leads to no key (%s)", (dialect) => {
    const foreignKey = { ...reference("a", "b_id", "b"), references: { table: "b", columns: ["name"] } };
    const a = table("a", [nullable("b_id", TEXT)], { foreignKeys: [foreignKey] });
    expect(problemsOf(dialect, a, table("b", [column("name", TEXT)]))).toHaveLength(1);
    const b = table("b", [column("name", TEXT)], { uniques: [{ name: "b_name_key", columns: ["name"] }] });
    expect(problemsOf(dialect, a, b)).toEqual([]);
  });
});
