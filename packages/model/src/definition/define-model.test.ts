import { describe, expect, it } from "vitest";
import { defineModel } from "./define-model.ts";
import type { FieldMap } from "./field.ts";
import { field } from "./field-kinds.ts";

describe("defineModel", () => {
  it("adds the key first and the managed fields last", () => {
    const model = defineModel("Order", { total: field.decimal(12, 2) }, { softDelete: true, versioned: true });
    expect([...model.fields.keys()]).toEqual(["id", "total", "createdAt", "updatedAt", "deletedAt", "version"]);
    expect(model.primaryKey).toEqual(["id"]);
    expect(model.insertable).toEqual(["id", "total"]);
    expect(model.updatable).toEqual(["total"]);
    expect(model.managed).toEqual({
      createdAt: "createdAt",
      updatedAt: "updatedAt",
      deletedAt: "deletedAt",
      version: "version",
    });
    expect(model.fields.get("id")).toMatchObject({ isAutoIncrement: true, isPrimaryKey: true, isOmittable: true });
    expect(model.fields.get("total")).toMatchObject({ isManaged: false, isOmittable: false, column: "total" });
    expect(model.fields.get("deletedAt")).toMatchObject({ isManaged: true, nullable: true });
  });

  it("adds nothing that was not asked for", () => {
    const model = defineModel(
      "Airport",
      { iata: field.text(3).primaryKey(), name: field.text() },
      { timestamps: false },
    );
    expect([...model.fields.keys()]).toEqual(["iata", "name"]);
    expect(model.managed).toEqual({});
    expect(model.fields.get("iata")?.isAutoIncrement).toBe(false);
  });

  it("takes a composite key from the options or from several fields", () => {
    const fields = { b: field.text(), a: field.integer(), c: field.text() };
    expect(defineModel("Seat", fields, { primaryKey: ["a", "b"] }).primaryKey).toEqual(["a", "b"]);
    const declared = { ...fields, b: field.text().primaryKey(), a: field.integer().primaryKey() };
    const seat = defineModel("Seat", declared);
    expect(seat.primaryKey).toEqual(["b", "a"]);
    expect(seat.updatable).toEqual(["c"]);
    expect(seat.uniqueKeys[0]).toEqual(["b", "a"]);
  });

  it("leaves a managed field that was declared where and as it was declared", () => {
    const model = defineModel("Note", { createdAt: field.timestamp().column("made_at").index(), body: field.text() });
    expect([...model.fields.keys()]).toEqual(["id", "createdAt", "body", "updatedAt"]);
    expect(model.fields.get("createdAt")).toMatchObject({ column: "made_at", isManaged: true, isOmittable: true });
  });

  it("lists what no two rows share", () => {
    const model = defineModel(
      "User",
      { email: field.text().unique(), a: field.text(), b: field.text() },
      { indexes: [{ fields: ["a", "-b"], unique: true }, { fields: ["b"] }] },
    );
    expect(model.uniqueKeys).toEqual([["id"], ["email"], ["a", "b"]]);
  });

  it("is frozen, and describes its table for queries", () => {
    const model = defineModel("User", { fullName: field.text(), age: field.integer().optional() }, { schema: "app" });
    expect(Object.isFrozen(model) && Object.isFrozen(model.options) && Object.isFrozen(model.queryTable)).toBe(true);
    expect(model.queryTable).toMatchObject({ label: "User", name: "users", schema: "app", primaryKey: ["id"] });
    expect(model.queryTable.fields.get("fullName")).toEqual({
      name: "fullName",
      column: "full_name",
      type: { kind: "text" },
      nullable: false,
    });
  });

  it("brings fixed defaults to their stored form", () => {
    const model = defineModel("Price", {
      amount: field.decimal(12, 2).default("1.5"),
      key: field.uuid().default("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
    });
    expect(model.fields.get("amount")?.declaration.default).toEqual({ kind: "value", value: "1.50" });
    expect(model.fields.get("key")?.declaration.default).toEqual({
      kind: "value",
      value: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    });
  });
});

it("takes fields without a prototype, and options that are switched off", () => {
  const fields: FieldMap = Object.assign(Object.create(null), { a: field.text() });
  expect(defineModel("User", fields, { multiTenant: false, auditLog: false, softDelete: false }).managed).toEqual({
    createdAt: "createdAt",
    updatedAt: "updatedAt",
  });
});
