import type { ColumnType, Table } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { column, INTEGER, idColumn, nullable, reference, TEXT, table } from "../example-tables.fixture.ts";
import { compareSchemas } from "./compare-schemas.ts";

function compare(actual: readonly Table[], wanted: readonly Table[]) {
  return compareSchemas({ tables: actual }, { tables: wanted }).map(({ kind, severity, message }) => ({
    kind,
    severity,
    message,
  }));
}

describe("compareSchemas", () => {
  it("finds nothing between equal schemas", () => {
    const users = table("users", [column("email", TEXT)]);
    expect(compare([users], [structuredClone(users)])).toEqual([]);
  });

  it("reports a missing table as an error and an extra one as info, errors first", () => {
    expect(compare([table("old")], [table("users", [], { schema: "app" })])).toEqual([
      { kind: "missingTable", severity: "error", message: 'the table "app.users" is missing' },
      { kind: "extraTable", severity: "info", message: 'the table "old" belongs to no model' },
    ]);
  });

  it("tells tables of two database schemas apart", () => {
    const kinds = compare([table("users", [], { schema: "a" })], [table("users", [], { schema: "b" })]);
    expect(kinds.map(({ kind }) => kind)).toEqual(["missingTable", "extraTable"]);
  });

  it("reports a missing column as an error", () => {
    expect(compare([table("users")], [table("users", [nullable("age", INTEGER)])])).toEqual([
      { kind: "missingColumn", severity: "error", message: 'the table "users" lacks the column "age" (integer)' },
    ]);
  });

  it("warns of an extra column only when inserts would have to fill it", () => {
    const extra = (more: Table) => compare([more], [table("users")]).map(({ severity }) => severity);
    expect(extra(table("users", [nullable("age", INTEGER)]))).toEqual(["info"]);
    expect(extra(table("users", [column("age", INTEGER, { kind: "literal", value: 1 })]))).toEqual(["info"]);
    expect(extra(table("users", [column("age", INTEGER)]))).toEqual(["warning"]);
  });

  it("reports another kind as an error, a detail of the same kind as a warning, the unknown as a warning", () => {
    const severity = (actual: ColumnType, wanted: ColumnType) =>
      compare([table("t", [column("x", actual)])], [table("t", [column("x", wanted)])]).map((found) => found.severity);
    expect(severity(TEXT, INTEGER)).toEqual(["error"]);
    expect(severity({ kind: "text", length: 10 }, TEXT)).toEqual(["warning"]);
    expect(severity({ kind: "unknown", sql: "citext" }, TEXT)).toEqual(["warning"]);
    expect(severity({ kind: "enum", values: ["a"] }, { values: ["a"], kind: "enum" })).toEqual([]);
  });

  it("warns when nullability differs, either way", () => {
    const [may] = compare([table("t", [nullable("x", TEXT)])], [table("t", [column("x", TEXT)])]);
    const [never] = compare([table("t", [column("x", TEXT)])], [table("t", [nullable("x", TEXT)])]);
    expect(may?.message).toBe('the column "t.x" may be NULL, and the model says it never is');
    expect(never?.message).toBe('the column "t.x" is NOT NULL, and the model says it may be');
  });

  it("matches constraints by what they do, not by name", () => {
    const columns = [column("email", TEXT), nullable("boss_id", INTEGER)];
    const ours = table("users", columns, {
      primaryKey: { name: "users_pkey", columns: ["id"] },
      uniques: [{ name: "users_email_key", columns: ["email"] }],
      foreignKeys: [reference("users", "boss_id", "users")],
      indexes: [{ name: "users_boss_id_idx", columns: [{ name: "boss_id", direction: "asc" }], unique: false }],
    });
    const theirs = table("users", columns, {
      indexes: [
        { name: "a", columns: [{ name: "email", direction: "asc" }], unique: true },
        { name: "b", columns: [{ name: "boss_id", direction: "asc" }], unique: false },
      ],
      foreignKeys: [{ ...reference("users", "boss_id", "users"), name: "c" }],
    });
    expect(compare([theirs], [ours])).toEqual([]);
  });

  it("warns of missing keys, references and indexes", () => {
    const columns = [column("email", TEXT), nullable("boss_id", INTEGER)];
    const wanted = table("users", columns, {
      uniques: [{ name: "u", columns: ["email"] }],
      foreignKeys: [reference("users", "boss_id", "users")],
      indexes: [{ name: "i", columns: [{ name: "email", direction: "desc" }], unique: false }],
    });
    const actual = table("users", columns, { primaryKey: { columns: ["email"] } });
    const found = compare([actual], [{ ...wanted, uniques: [{ name: "u", columns: ["boss_id"] }] }]);
    expect(found.map(({ kind, severity }) => [kind, severity])).toEqual([
      ["primaryKey", "warning"],
      ["missingUnique", "warning"],
      ["missingForeignKey", "warning"],
      ["missingIndex", "warning"],
    ]);
  });

  it("gives frozen data and leaves its input alone", () => {
    const wanted = { tables: [{ ...table("users"), columns: [{ ...idColumn }] }] };
    const [difference] = compareSchemas({ tables: [] }, wanted);
    expect(Object.isFrozen(difference)).toBe(true);
  });
});
