import { describe, expect, it } from "vitest";
import { z } from "zod";
import { field, isField } from "./field-kinds.ts";

describe("field", () => {
  it("says what a column holds", () => {
    expect(field.text().declaration.type).toEqual({ kind: "text" });
    expect(field.text(40).declaration.type).toEqual({ kind: "text", length: 40 });
    expect(field.decimal(12, 2).declaration.type).toEqual({ kind: "decimal", precision: 12, scale: 2 });
    expect(field.enum(["a", "b"]).declaration.type).toEqual({ kind: "enum", values: ["a", "b"] });
    expect(field.array(field.enum(["a"])).declaration.type).toEqual({
      kind: "array",
      element: { kind: "enum", values: ["a"] },
    });
    for (const kind of [
      "integer",
      "bigint",
      "real",
      "boolean",
      "timestamp",
      "date",
      "time",
      "uuid",
      "json",
      "bytes",
    ] as const) {
      expect(field[kind]().declaration.type).toEqual({ kind });
    }
  });

  it("is a value: each method gives a new field and leaves the old one", () => {
    const plain = field.text();
    const changed = plain.optional().unique().index().column("other").default("x");
    expect(plain.declaration).toMatchObject({ isOptional: false, isUnique: false, isIndexed: false });
    expect(plain.declaration.columnName).toBeUndefined();
    expect(changed.declaration).toMatchObject({
      isOptional: true,
      isUnique: true,
      isIndexed: true,
      columnName: "other",
    });
    expect(changed.declaration.default).toEqual({ kind: "value", value: "x" });
    expect([plain, plain.declaration, plain.declaration.type, changed.declaration].every(Object.isFrozen)).toBe(true);
  });

  it("keeps a copy of a default, so that changing the object given changes nothing", () => {
    const given = { city: "Paris", tags: ["a"] };
    const { declaration } = field.json<typeof given>().default(given);
    given.tags.push("b");
    expect(declaration.default).toEqual({ kind: "value", value: { city: "Paris", tags: ["a"] } });
  });

  it("keeps a default function uncalled", () => {
    const { declaration } = field.timestamp().default(() => {
      throw new Error("called");
    });
    expect(declaration.default?.kind).toBe("function");
  });

  it("collects schemas, that of json() first", () => {
    const first = z.object({ a: z.number() });
    const second = z.object({ a: z.number().max(3) });
    expect(field.json(first).validate(second).declaration.validators).toEqual([first, second]);
  });

  it("is recognised, and nothing else is", () => {
    expect(isField(field.text())).toBe(true);
    for (const other of [null, undefined, "text", {}, { declaration: {} }, field.text().declaration, () => field]) {
      expect(isField(other)).toBe(false);
    }
  });
});

describe("a kind that cannot be stored", () => {
  const mistakes: readonly (readonly [string, () => unknown])[] = [
    ["decimal of no digits", () => field.decimal(0, 0)],
    ["decimal of 39 digits", () => field.decimal(39, 2)],
    ["decimal with more digits after the point than in all", () => field.decimal(4, 5)],
    ["decimal with a negative scale", () => field.decimal(4, -1)],
    ["decimal with a fraction of a digit", () => field.decimal(4.5, 1)],
    ["decimal with NaN", () => field.decimal(Number.NaN, 1)],
    ["text of no length", () => field.text(0)],
    ["text of a fraction", () => field.text(1.5)],
    ["text too long", () => field.text(10_485_761)],
    ["enum of nothing", () => Reflect.apply(field.enum, undefined, [[]])],
    ["enum with a value twice", () => field.enum(["a", "b", "a"])],
    ["enum of numbers", () => Reflect.apply(field.enum, undefined, [[1]])],
    ["enum of no list", () => Reflect.apply(field.enum, undefined, ["ab"])],
    ["enum with NUL", () => field.enum(["a\0"])],
    ["enum with half a character", () => field.enum(["\ud800"])],
    ["array of nothing", () => Reflect.apply(field.array, undefined, [])],
    ["array of a maker of fields", () => Reflect.apply(field.array, undefined, [field.text])],
    ["array of json", () => Reflect.apply(field.array, undefined, [field.json()])],
    ["array of bytes", () => Reflect.apply(field.array, undefined, [field.bytes()])],
    ["array of arrays", () => Reflect.apply(field.array, undefined, [field.array(field.text())])],
    ["array of optional", () => Reflect.apply(field.array, undefined, [field.text().optional()])],
    ["array of unique", () => field.array(field.text().unique())],
    ["array of default", () => Reflect.apply(field.array, undefined, [field.text().default("a")])],
    // @ts-expect-error an element refers to nothing
    ["array of reference", () => field.array(field.text().references("self"))],
  ];

  it.each(mistakes)("%s is refused", (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "MODEL.INVALID_FIELD" }));
  });
});
