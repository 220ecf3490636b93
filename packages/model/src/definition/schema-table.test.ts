import { describe, expect, it } from "vitest";
import { defineModel } from "./define-model.ts";
import { field } from "./field-kinds.ts";

const User = defineModel("User", { email: field.text().unique(), code: field.enum(["a", "b"]).unique() });

describe("schemaTable", () => {
  it("asks for columns, keys, references and indexes", () => {
    const Order = defineModel(
      "Order",
      {
        customerId: field.integer().references(() => User, { onDelete: "cascade" }),
        customerEmail: field
          .text()
          .optional()
          .references(() => User, { field: "email", onUpdate: "set null" }),
        parentId: field.integer().optional().references("self"),
        status: field.enum(["pending", "paid"]).default("pending").index(),
      },
      { indexes: [{ fields: ["status", "-createdAt"] }, { fields: ["customerId"], unique: true, name: "one_each" }] },
    );
    expect(Order.schemaTable()).toEqual({
      name: "orders",
      columns: [
        { name: "id", type: { kind: "integer" }, nullable: false, default: { kind: "autoIncrement" } },
        { name: "customer_id", type: { kind: "integer" }, nullable: false },
        { name: "customer_email", type: { kind: "text" }, nullable: true },
        { name: "parent_id", type: { kind: "integer" }, nullable: true },
        {
          name: "status",
          type: { kind: "enum", values: ["pending", "paid"] },
          nullable: false,
          default: { kind: "literal", value: "pending" },
        },
        { name: "created_at", type: { kind: "timestamp" }, nullable: false, default: { kind: "now" } },
        { name: "updated_at", type: { kind: "timestamp" }, nullable: false, default: { kind: "now" } },
      ],
      primaryKey: { columns: ["id"] },
      uniques: [],
      foreignKeys: [
        {
          name: "orders_customer_id_fkey",
          columns: ["customer_id"],
          references: { table: "users", columns: ["id"] },
          onDelete: "cascade",
          onUpdate: "no action",
        },
        {
          name: "orders_customer_email_fkey",
          columns: ["customer_email"],
          references: { table: "users", columns: ["email"] },
          onDelete: "no action",
          onUpdate: "set null",
        },
        {
          name: "orders_parent_id_fkey",
          columns: ["parent_id"],
          references: { table: "orders", columns: ["id"] },
          onDelete: "no action",
          onUpdate: "no action",
        },
      ],
      indexes: [
        { name: "orders_status_idx", columns: [{ name: "status", direction: "asc" }], unique: false },
        {
          name: "orders_status_created_at_idx",
          columns: [
            { name: "status", direction: "asc" },
            { name: "created_at", direction: "desc" },
          ],
          unique: false,
        },
        { name: "one_each", columns: [{ name: "customer_id", direction: "asc" }], unique: true },
      ],
    });
  });

  it("is computed once and frozen throughout", () => {
    const table = User.schemaTable();
    expect(User.schemaTable()).toBe(table);
    expect([table, table.columns, table.columns[0], table.columns[0]?.type, table.uniques].every(Object.isFrozen)).toBe(
      true,
    );
  });

  it("does not say twice that a key is unique, or that a unique field has an index", () => {
    const Tag = defineModel("Tag", {
      name: field.text().primaryKey().unique().index(),
      slug: field.text().unique().index(),
    });
    expect(Tag.schemaTable().uniques).toEqual([{ name: "tags_slug_key", columns: ["slug"] }]);
    expect(Tag.schemaTable().indexes).toEqual([]);
  });

  it("says that a part of a composite key is unique by itself", () => {
    const Seat = defineModel("Seat", { a: field.text().unique(), b: field.text() }, { primaryKey: ["b", "a"] });
    expect(Seat.schemaTable()).toMatchObject({
      primaryKey: { columns: ["b", "a"] },
      uniques: [{ name: "seats_a_key", columns: ["a"] }],
    });
  });

  it("keeps long names apart", () => {
    const long = "x".repeat(50);
    const Long = defineModel(
      "Long",
      { [`${long}A`]: field.text().unique(), [`${long}B`]: field.text().unique() },
      { tableName: "t".repeat(40) },
    );
    const names = Long.schemaTable().uniques.map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => Buffer.byteLength(name) <= 63)).toBe(true);
  });

  it("writes every kind of default as a literal", () => {
    const All = defineModel("All", {
      number: field.integer().default(-0),
      big: field.bigint().default(2n ** 60n),
      instant: field.timestamp().default(new Date(5)),
      flag: field.boolean().default(false),
      document: field.json().default({ a: [1, null] }),
      bigs: field.array(field.bigint()).default([1n, -(2n ** 60n)]),
      texts: field.array(field.text()).default(['a,"b"']),
      instants: field.array(field.timestamp()).default([new Date(5)]),
      price: field.decimal(9, 3).default("1.5"),
      made: field.text().default(() => "x"),
    });
    const defaults = Object.fromEntries(All.schemaTable().columns.map(({ name, default: filled }) => [name, filled]));
    const literal = (value: unknown) => ({ kind: "literal", value });
    expect(defaults).toMatchObject({
      number: literal(0),
      big: literal(2n ** 60n),
      instant: literal(5),
      flag: literal(false),
      document: literal('{"a":[1,null]}'),
      bigs: literal("[1,-1152921504606846976]"),
      texts: literal('["a,\\"b\\""]'),
      instants: literal("[5]"),
      price: literal("1.500"),
    });
    expect(defaults.made).toBeUndefined();
  });
});

describe("references", () => {
  it("may lead to models that are declared later, in a circle, and to bound models", () => {
    const A = defineModel("A", { b: field.integer().references(() => B) });
    const B = defineModel("B", { a: field.integer().references(() => ({ definition: A })) });
    expect(A.references()).toEqual([
      { field: "b", target: B, targetField: "id", onDelete: "no action", onUpdate: "no action" },
    ]);
    expect(B.references()[0]?.target).toBe(A);
  });

  it("hold values that are stored like those they refer to", () => {
    const holds = (kind: Parameters<typeof defineModel>[1][string], target: string) =>
      defineModel("R", { r: kind.references(() => User, { field: target }) }).references();
    expect(holds(field.bigint(), "id")).toHaveLength(1);
    expect(holds(field.text(), "code")).toHaveLength(1);
    expect(() => holds(field.text(), "id")).toThrow(expect.objectContaining({ code: "MODEL.INVALID_REFERENCE" }));
    expect(() => holds(field.real(), "id")).toThrow(expect.objectContaining({ code: "MODEL.INVALID_REFERENCE" }));
  });

  const Pair = defineModel(
    "Pair",
    { a: field.text(), b: field.text(), c: field.text().unique() },
    { primaryKey: ["a", "b"] },
  );
  const Elsewhere = defineModel("Elsewhere", { a: field.text() }, { schema: "other" });
  const broken: readonly (readonly [string, () => unknown, string | undefined])[] = [
    ["nothing", () => undefined, undefined],
    ["something else", () => ({ name: "User" }), undefined],
    ["a composite key", () => Pair, undefined],
    ["a field that does not exist", () => Pair, "d"],
    ["an inherited name", () => Pair, "constructor"],
    ["a field that is not unique", () => Pair, "a"],
    ["another schema", () => Elsewhere, undefined],
  ];

  it.each(broken)("to %s are refused when they are asked for", (_, target, name) => {
    const model = defineModel("R", { r: field.text().references(target, name === undefined ? {} : { field: name }) });
    for (const ask of [() => model.references(), () => model.schemaTable()]) {
      expect(ask).toThrow(
        expect.objectContaining({
          code: "MODEL.INVALID_REFERENCE",
          message: expect.stringMatching(/^R\.r\.references/),
        }),
      );
    }
  });

  it("may be mended after they were refused", () => {
    let target: unknown;
    const model = defineModel("R", { r: field.text().references(() => target, { field: "c" }) });
    expect(() => model.references()).toThrow();
    target = Pair;
    expect(model.references()).toHaveLength(1);
  });
});
