import type { UntypedOutput } from "@dataflow/core";
import { describe, expectTypeOf, it } from "vitest";
import type { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import type { InferFilter } from "./infer-query.ts";

const User = defineModel("User", { name: field.text() });
const Order = defineModel("Order", {
  status: field.enum(["new", "paid"]),
  customerId: field.integer().references(() => User),
  agent: field.integer().references(() => User, { as: "helper" }),
});
type OrderFilter = InferFilter<typeof Order>;
declare const db: DataFlow<{ User: typeof User; Order: typeof Order }>;

describe("relations in filters", () => {
  it("are known by the field that refers", () => {
    expectTypeOf<{ status: "paid"; customer: { name: string } }>().toExtend<OrderFilter>();
    expectTypeOf<{ customer: null }>().toExtend<OrderFilter>();
    expectTypeOf<{ $and: [{ status: "paid" }, { customer: { name: "Ann" } }] }>().toExtend<OrderFilter>();
  });

  it("stand in an object of their own otherwise", () => {
    expectTypeOf<{ items: { $some: { price: 1 } } }>().toExtend<OrderFilter>();
    expectTypeOf<{ $and: [{ status: "paid" }, { items: { $every: object } }] }>().toExtend<OrderFilter>();
  });

  it("let no wrong condition on a field pass", () => {
    // @ts-expect-error a misspelt field
    const misspelt: OrderFilter = { statsu: "paid" };
    // @ts-expect-error a misspelt operator
    const operator: OrderFilter = { status: { $inn: ["paid"] } };
    // @ts-expect-error a value that the field does not have
    const value: OrderFilter = { status: "lost" };
    // @ts-expect-error a misspelt quantifier
    const quantifier: OrderFilter = { items: { $som: {} } };
    // @ts-expect-error a reference is not compared with a value
    const scalar: OrderFilter = { customer: 5 };
    expectTypeOf([misspelt, operator, value, quantifier, scalar]).toExtend<readonly OrderFilter[]>();
  });
});

describe("relations in rows", () => {
  it("stand beside the fields asked for", async () => {
    const { records } = await db.models.Order.list({ fields: ["status"], include: ["customer", "helper"] });
    type Record = (typeof records)[number];
    expectTypeOf<Record["status"]>().toEqualTypeOf<"new" | "paid">();
    expectTypeOf<Record["customer"]>().toEqualTypeOf<UntypedOutput | null>();
    expectTypeOf<Record["helper"]>().toEqualTypeOf<UntypedOutput | readonly UntypedOutput[] | null>();
    // @ts-expect-error a field that was not asked for
    expectTypeOf<Record["agent"]>().toBeNever();
  });

  it("are named by the keys of an object, too", async () => {
    const { records } = await db.models.User.list({ include: { orders: { limit: 3, filter: { status: "paid" } } } });
    expectTypeOf<(typeof records)[number]["name"]>().toEqualTypeOf<string>();
    expectTypeOf<(typeof records)[number]["orders"]>().toEqualTypeOf<UntypedOutput | readonly UntypedOutput[] | null>();
    // @ts-expect-error an option that does not exist
    await db.models.User.list({ include: { orders: { limits: 3 } } });
  });
});
