import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  type AnyModelDefinition,
  defineModel,
  field,
  type Infer,
  type InferFilter,
  type InferInsert,
  type InferKey,
  type InferSort,
  type InferUpdate,
} from "../index.ts";
import type { InsertSource } from "./command-types.ts";

const User = defineModel("User", {
  name: field.text(),
  age: field.integer().optional(),
  active: field.boolean().default(true),
  balance: field.decimal(12, 2).default("0"),
  visits: field.bigint(),
  role: field.enum(["admin", "guest"]).default("guest"),
  tags: field.array(field.text()).default([]),
  profile: field.json<{ city: string }>().optional(),
  settings: field.json(z.object({ theme: z.string() })),
  avatar: field.bytes().optional(),
  seenAt: field.timestamp().default(() => new Date()),
});

const Order = defineModel(
  "Order",
  {
    code: field.uuid().primaryKey(),
    customerId: field.integer().references(() => User, { onDelete: "cascade" }),
    parent: field
      .uuid()
      .optional()
      .references(() => Order),
    line: field
      .text()
      .optional()
      .references(() => Line),
  },
  { softDelete: true, versioned: true, timestamps: false, indexes: [{ fields: ["customerId", "-deletedAt"] }] },
);

const Line = defineModel(
  "Line",
  { a: field.text(), b: field.integer(), order: field.uuid().references(() => Order) },
  { primaryKey: ["a", "b"] },
);

test("the row has every field, the managed ones included", () => {
  expectTypeOf<Infer<typeof User>>().toEqualTypeOf<{
    id: number;
    name: string;
    age: number | null;
    active: boolean;
    balance: string;
    visits: bigint;
    role: "admin" | "guest";
    tags: string[];
    profile: { city: string } | null;
    settings: { theme: string };
    avatar: Uint8Array | null;
    seenAt: Date;
    createdAt: Date;
    updatedAt: Date;
  }>();
  expectTypeOf<Infer<typeof Order>>().toEqualTypeOf<{
    code: string;
    customerId: number;
    parent: string | null;
    line: string | null;
    deletedAt: Date | null;
    version: number;
  }>();
});

test("an insert may leave out what is optional, has a default, or is filled in", () => {
  expectTypeOf<InferInsert<typeof User>>().toEqualTypeOf<{
    name: string;
    visits: bigint;
    settings: { theme: string };
    id?: number;
    age?: number | null;
    active?: boolean;
    balance?: string;
    role?: "admin" | "guest";
    tags?: string[];
    profile?: { city: string } | null;
    avatar?: Uint8Array | null;
    seenAt?: Date;
  }>();
  expectTypeOf<InferInsert<typeof Order>>().toEqualTypeOf<{
    code: string;
    customerId: number;
    parent?: string | null;
    line?: string | null;
  }>();
});

test("an update takes values and operators, but neither the key nor managed fields", () => {
  const update: InferUpdate<typeof User> = {
    name: "x",
    visits: { $inc: 1n },
    seenAt: { $currentDate: true },
    age: null,
  };
  const operators: InferUpdate<typeof User> = {
    "profile.city": "Paris",
    $inc: { visits: 1n, "settings.count": 1 },
    $push: { tags: "new", "profile.tags": { $each: ["a"], $slice: -3 } },
    $unset: { "profile.old": "" },
  };
  expectTypeOf([update, operators]).toExtend<object>();
  // @ts-expect-error an element of another kind
  const wrongElement: InferUpdate<typeof User> = { $push: { tags: 1 } };
  // @ts-expect-error managed
  const wrongField: InferUpdate<typeof User> = { $set: { updatedAt: new Date() } };
  // @ts-expect-error a path into a text
  const wrongPath: InferUpdate<typeof User> = { "name.first": "x" };
  // @ts-expect-error the key never changes
  expectTypeOf<InferUpdate<typeof User>>().toHaveProperty("id");
  // @ts-expect-error managed
  expectTypeOf<InferUpdate<typeof User>>().toHaveProperty("updatedAt");
  // @ts-expect-error a text cannot be counted up
  const wrongKind: InferUpdate<typeof User> = { name: { $inc: 1 } };
  // @ts-expect-error a required field is never null
  const wrongNull: InferUpdate<typeof User> = { name: null };
  return [wrongKind, wrongNull, wrongElement, wrongField, wrongPath];
});

test("the key is a value, or an object of several", () => {
  expectTypeOf<InferKey<typeof User>>().toEqualTypeOf<number>();
  expectTypeOf<InferKey<typeof Order>>().toEqualTypeOf<string>();
  expectTypeOf<InferKey<typeof Line>>().toEqualTypeOf<{ readonly a: string; readonly b: number }>();
});

test("several fields declared as the key make a composite one", () => {
  const Seat = defineModel("Seat", { row: field.text().primaryKey(), number: field.integer().primaryKey() });
  expectTypeOf<InferKey<typeof Seat>>().toEqualTypeOf<{ readonly row: string; readonly number: number }>();
  expectTypeOf<Infer<typeof Seat>>().toEqualTypeOf<{ row: string; number: number; createdAt: Date; updatedAt: Date }>();
});

test("a bound model gives the types of its definition", () => {
  interface Bound {
    readonly definition: typeof User;
  }
  expectTypeOf<Infer<Bound>>().toEqualTypeOf<Infer<typeof User>>();
  expectTypeOf<InferKey<Bound>>().toEqualTypeOf<number>();
});

test("filters and orders know the fields", () => {
  const filter: InferFilter<typeof User> = {
    age: { $gt: 18 },
    "profile.city": "Paris",
    createdAt: { $lt: new Date() },
  };
  const sort: InferSort<typeof User> = ["-createdAt", "name"];
  // @ts-expect-error no such field
  const unknownField: InferFilter<typeof User> = { agee: 1 };
  // @ts-expect-error a number has no pattern
  const wrongOperator: InferFilter<typeof User> = { age: { $like: "1%" } };
  // @ts-expect-error no such field
  const unknownSort: InferSort<typeof User> = ["-nme"];
  return [filter, sort, unknownField, wrongOperator, unknownSort];
});

test("a managed field that was declared keeps its type", () => {
  const Note = defineModel("Note", { createdAt: field.timestamp().column("made_at"), body: field.text() });
  expectTypeOf<Infer<typeof Note>>().toEqualTypeOf<{ id: number; createdAt: Date; body: string; updatedAt: Date }>();
  expectTypeOf<InferInsert<typeof Note>>().toEqualTypeOf<{ body: string; id?: number }>();
});

test("any definition has rows of unknown values", () => {
  expectTypeOf(User).toExtend<AnyModelDefinition>();
  expectTypeOf(Line).toExtend<AnyModelDefinition>();
  expectTypeOf<Infer<AnyModelDefinition>["anything"]>().toEqualTypeOf<unknown>();
  expectTypeOf<InferKey<AnyModelDefinition>>().toEqualTypeOf<unknown>();
  const insert: InferInsert<AnyModelDefinition> = { anything: 1 };
  const filter: InferFilter<AnyModelDefinition> = { anything: 1 };
  return [insert, filter];
});

test("a row that does not fit is found where it stands among many", () => {
  const order = "0b6e5a2c-7f0e-4c58-9a53-1d2f3b4c5d6e";
  const lines: InsertSource<typeof Line> = [
    { a: "x", b: 1, order },
    // @ts-expect-error a field is missing
    { a: "x", order },
    // @ts-expect-error there is no such field
    { a: "x", b: 1, order, note: "y" },
  ];
  return lines;
});

test("mistakes in a definition are found by the compiler", () => {
  // @ts-expect-error no such option
  defineModel("A", { a: field.text() }, { softDelet: true });
  // @ts-expect-error no such option, beside one that exists
  defineModel("A", { a: field.text() }, { softDelete: true, tabelName: "x" });
  // @ts-expect-error no such field in the index
  defineModel("A", { a: field.text() }, { indexes: [{ fields: ["b"] }] });
  // @ts-expect-error no such field in the key
  defineModel("A", { a: field.text() }, { primaryKey: ["b"] });
  // @ts-expect-error the default is of another kind
  defineModel("A", { a: field.text().default(5) });
  // @ts-expect-error JSON cannot be an element
  field.array(field.json());
  // @ts-expect-error an element cannot be optional
  field.array(field.text().optional());
  // @ts-expect-error the schema gives a number
  field.text().validate(z.number());
  field.text().validate(z.email());
});
