import { type DataFlowError, isDataFlowError } from "@dataflow/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineModel } from "./define-model.ts";
import { field } from "./field-kinds.ts";

/** Calls as plain JavaScript would, past the compiler. */
function refusal(name: unknown, fields: unknown, options?: unknown): DataFlowError {
  try {
    Reflect.apply(defineModel, undefined, [name, fields, options]);
  } catch (error) {
    if (isDataFlowError(error)) return error;
    throw error;
  }
  throw new Error("the definition was accepted");
}

const text = field.text();

describe("one mistake", () => {
  const cases: readonly (readonly [string, string, string, readonly unknown[]])[] = [
    ["a name in lower case", "INVALID_NAME", "name", ["user", { a: text }]],
    ["a name with a dash", "INVALID_NAME", "name", ["User-2", { a: text }]],
    ["an empty name", "INVALID_NAME", "name", ["", { a: text }]],
    ["a name of another type", "INVALID_NAME", "name", [7, { a: text }, { tableName: "t" }]],
    ["a name too long", "INVALID_NAME", "name", [`A${"a".repeat(63)}`, { a: text }, { tableName: "t" }]],
    [
      "a table's name too long",
      "INVALID_NAME",
      "User.options.tableName",
      ["User", { a: text }, { tableName: "t".repeat(64) }],
    ],
    [
      "a table of DataFlow's own",
      "INVALID_NAME",
      "User.options.tableName",
      ["User", { a: text }, { tableName: "_dataflow_users" }],
    ],
    ["a schema with NUL", "INVALID_NAME", "User.options.schema", ["User", { a: text }, { schema: "a\0" }]],
    ["an inherited name", "INVALID_NAME", "User.constructor", ["User", { constructor: text }]],
    ["the prototype's name", "INVALID_NAME", "User.__proto__", ["User", { ["__proto__"]: text }]],
    ["a name with a dot", "INVALID_NAME", "User.a.b", ["User", { "a.b": text }]],
    ["a name with a dollar sign", "INVALID_NAME", "User.$set", ["User", { $set: text }]],
    ["a name with a dash", "INVALID_NAME", "User.-a", ["User", { "-a": text }]],
    ["an empty field name", "INVALID_NAME", "User.", ["User", { "": text }]],
    ["a field name too long", "INVALID_NAME", "User.aB".padEnd(68, "b"), ["User", { ["aB".padEnd(63, "b")]: text }]],
    ["a column of the database's own", "INVALID_NAME", "User.a.column", ["User", { a: text.column("xmin") }]],
    ["two fields of one column", "INVALID_NAME", "User.userId", ["User", { userID: text, userId: text }]],
    ["two columns that differ in case", "INVALID_NAME", "User.b", ["User", { a: text, b: text.column("A") }]],
    ["no fields", "INVALID_FIELD", "User", ["User", {}]],
    ["fields that are an array", "INVALID_FIELD", "User", ["User", [text]]],
    ["fields of a class", "INVALID_FIELD", "User", ["User", new Map()]],
    ["something that is no field", "INVALID_FIELD", "User.a", ["User", { a: "text" }]],
    ["an optional key", "INVALID_FIELD", "User.a", ["User", { a: text.primaryKey().optional() }]],
    ["a key of JSON", "INVALID_FIELD", "User.a", ["User", { a: field.json().primaryKey() }]],
    ["unique JSON", "INVALID_FIELD", "User.a", ["User", { a: field.json().unique() }]],
    ["indexed JSON", "INVALID_FIELD", "User.a", ["User", { a: field.json().index() }]],
    [
      "a schema that is none",
      "INVALID_FIELD",
      "User.a.validate",
      ["User", { a: Reflect.apply(text.validate, text, [/x/]) }],
    ],
    ["an id that is not the key", "INVALID_FIELD", "User.id", ["User", { id: text }]],
    ["createdAt as a text", "INVALID_FIELD", "User.createdAt", ["User", { createdAt: text }]],
    [
      "createdAt with a default",
      "INVALID_FIELD",
      "User.createdAt",
      ["User", { createdAt: field.timestamp().default(() => new Date()) }],
    ],
    [
      "createdAt with a schema",
      "INVALID_FIELD",
      "User.createdAt",
      ["User", { createdAt: field.timestamp().validate(z.date()) }],
    ],
    [
      "deletedAt required",
      "INVALID_FIELD",
      "User.deletedAt",
      ["User", { deletedAt: field.timestamp() }, { softDelete: true }],
    ],
    [
      "version as a key",
      "INVALID_FIELD",
      "User.version",
      ["User", { version: field.integer().primaryKey() }, { versioned: true }],
    ],
    [
      "a default of another kind",
      "INVALID_DEFAULT",
      "User.a.default",
      ["User", { a: Reflect.apply(text.default, text, [5]) }],
    ],
    ["a default too long", "INVALID_DEFAULT", "User.a.default", ["User", { a: field.text(2).default("abc") }]],
    ["a default out of range", "INVALID_DEFAULT", "User.a.default", ["User", { a: field.integer().default(2 ** 31) }]],
    [
      "a default that is null",
      "INVALID_DEFAULT",
      "User.a.default",
      ["User", { a: Reflect.apply(text.default, text, [null]) }],
    ],
    [
      "a default of bytes",
      "INVALID_DEFAULT",
      "User.a.default",
      ["User", { a: field.bytes().default(new Uint8Array(1)) }],
    ],
    [
      "a default that is not JSON",
      "INVALID_DEFAULT",
      "User.a.default",
      ["User", { a: Reflect.apply(field.json().default, undefined, [{ a: Symbol("x") }]) }],
    ],
    [
      "a default outside of the enum",
      "INVALID_DEFAULT",
      "User.a.default",
      ["User", { a: Reflect.apply(field.enum(["x"]).default, undefined, ["y"]) }],
    ],
    ["an unknown option", "UNKNOWN_OPTION", "User.options.softDelet", ["User", { a: text }, { softDelet: true }]],
    ["an inherited option", "UNKNOWN_OPTION", "User.options.constructor", ["User", { a: text }, { constructor: true }]],
    [
      "an option of another type",
      "INVALID_OPTION",
      "User.options.softDelete",
      ["User", { a: text }, { softDelete: "yes" }],
    ],
    ["options that are no object", "INVALID_OPTION", "User.options", ["User", { a: text }, "softDelete"]],
    ["a field like a parameter", "INVALID_NAME", "User.recordId", ["User", { recordId: text }]],
    [
      "a tenant of one's own",
      "INVALID_FIELD",
      "User.tenantId",
      ["User", { tenantId: field.integer() }, { multiTenant: true }],
    ],
    ["an audit log that is no flag", "INVALID_OPTION", "User.options.auditLog", ["User", { a: text }, { auditLog: 1 }]],
    ["indexes that are no list", "INVALID_OPTION", "User.options.indexes", ["User", { a: text }, { indexes: {} }]],
    [
      "an index that is no object",
      "INVALID_OPTION",
      "User.options.indexes.0",
      ["User", { a: text }, { indexes: ["a"] }],
    ],
    [
      "an index of nothing",
      "INVALID_OPTION",
      "User.options.indexes.0.fields",
      ["User", { a: text }, { indexes: [{ fields: [] }] }],
    ],
    [
      "an index of an unknown field",
      "UNKNOWN_FIELD",
      "User.options.indexes.0.fields",
      ["User", { a: text }, { indexes: [{ fields: ["-aa"] }] }],
    ],
    [
      "an index with a field twice",
      "INVALID_OPTION",
      "User.options.indexes.0.fields",
      ["User", { a: text }, { indexes: [{ fields: ["a", "-a"] }] }],
    ],
    [
      "an index over JSON",
      "INVALID_OPTION",
      "User.options.indexes.0.fields",
      ["User", { a: field.json() }, { indexes: [{ fields: ["a"] }] }],
    ],
    [
      "an unknown option of an index",
      "UNKNOWN_OPTION",
      "User.options.indexes.0",
      ["User", { a: text }, { indexes: [{ fields: ["a"], uniq: true }] }],
    ],
    [
      "an index name too long",
      "INVALID_NAME",
      "User.options.indexes.0.name",
      ["User", { a: text }, { indexes: [{ fields: ["a"], name: "i".repeat(64) }] }],
    ],
    [
      "two indexes of one name",
      "INVALID_OPTION",
      "User.options.indexes",
      ["User", { a: text.index() }, { indexes: [{ fields: ["a"] }] }],
    ],
    ["a key of nothing", "INVALID_OPTION", "User.options.primaryKey", ["User", { a: text }, { primaryKey: [] }]],
    [
      "a key of an unknown field",
      "UNKNOWN_FIELD",
      "User.options.primaryKey",
      ["User", { a: text }, { primaryKey: ["b"] }],
    ],
    [
      "a key of an optional field",
      "INVALID_OPTION",
      "User.options.primaryKey",
      ["User", { a: text.optional() }, { primaryKey: ["a"] }],
    ],
    [
      "a key with a field twice",
      "INVALID_OPTION",
      "User.options.primaryKey",
      ["User", { a: text }, { primaryKey: ["a", "a"] }],
    ],
    [
      "a key said twice",
      "INVALID_OPTION",
      "User.options.primaryKey",
      ["User", { a: text.primaryKey() }, { primaryKey: ["a"] }],
    ],
    [
      "a reference to a value",
      "INVALID_REFERENCE",
      "User.a.references",
      ["User", { a: Reflect.apply(text.references, text, [{}]) }],
    ],
    [
      "an unknown action",
      "INVALID_REFERENCE",
      "User.a.references",
      ["User", { a: Reflect.apply(text.references, text, ["self", { onDelete: "casade" }]) }],
    ],
    [
      "set null on a required field",
      "INVALID_REFERENCE",
      "User.a.references",
      ["User", { a: text.references("self", { onDelete: "set null" }) }],
    ],
    [
      "set default without a default",
      "INVALID_REFERENCE",
      "User.a.references",
      ["User", { a: text.references("self", { onUpdate: "set default" }) }],
    ],
    [
      "an unknown option of a reference",
      "UNKNOWN_OPTION",
      "User.a.references",
      ["User", { a: Reflect.apply(text.references, text, ["self", { onDelet: "cascade" }]) }],
    ],
    [
      "a relation that cannot be named so",
      "INVALID_NAME",
      "User.a.references.as.__proto__",
      ["User", { a: text.references("self", { as: "__proto__" }) }],
    ],
    ["a reference by JSON", "INVALID_REFERENCE", "User.a.references", ["User", { a: field.json().references("self") }]],
  ];

  it.each(cases)("%s is MODEL.%s at %s", (_, code, path, [name, fields, options]) => {
    const error = refusal(name, fields, options);
    expect(error.diagnostics.map((finding) => [finding.code, finding.path])).toEqual([[`MODEL.${code}`, path]]);
    expect(error.code).toBe(`MODEL.${code}`);
    expect(error.fix).not.toBe("");
    expect(error.why).not.toBe("");
  });

  it("names the closest name that exists", () => {
    expect(refusal("User", { email: text }, { softdelete: true }).fix).toContain('"softDelete"');
    expect(refusal("User", { email: text }, { indexes: [{ fields: ["emial"] }] }).fix).toContain('"email"');
  });

  it("never repeats a default", () => {
    const error = refusal("User", { pin: Reflect.apply(field.integer().default, undefined, ["s3cret"]) });
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });
});

it("reports all mistakes at once", () => {
  const fields = {
    a: text.optional().primaryKey(),
    b: Reflect.apply(text.default, text, [5]),
    constructor: text,
    userID: text,
    userId: text,
    r: text.references("self", { onDelete: "set null" }),
  };
  const error = refusal("user", fields, { softdelete: true, auditLog: "yes", indexes: [{ fields: ["c"] }] });
  expect(error.code).toBe("MODEL.INVALID_DEFINITION");
  expect(error.diagnostics.map(({ code }) => code.slice("MODEL.".length)).toSorted()).toEqual([
    "INVALID_DEFAULT",
    "INVALID_FIELD",
    "INVALID_NAME",
    "INVALID_NAME",
    "INVALID_NAME",
    "INVALID_OPTION",
    "INVALID_REFERENCE",
    "UNKNOWN_FIELD",
    "UNKNOWN_OPTION",
  ]);
});
