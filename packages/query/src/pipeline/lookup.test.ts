import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueryRunner, runners } from "../../test/query-runner.ts";
import { SAMPLE_TYPES, sampleTable } from "../../test/sample-tables.ts";
import { equals } from "../ast/comparison-node.ts";
import { everything } from "../ast/everything-node.ts";
import { not } from "../ast/not-node.ts";
import type { QueryTable } from "../table/query-table.ts";
import { queryTable } from "../table/query-table-from-schema.ts";
import { parsePipeline } from "./parse-pipeline.ts";

const customerSchema = { ...sampleTable({ name: { kind: "text" }, key: { kind: "integer" } }), name: "g" };
const list = { kind: "array", element: { kind: "boolean" } } as const;
const orderSchema = { ...sampleTable({ ...SAMPLE_TYPES, customer: { kind: "integer" }, flags: list }), name: "l1" };
const orders = queryTable(orderSchema, { label: "Order" });
const sources = (table: () => QueryTable) => ({
  names: () => ["Order", "Customer"],
  get: (name: string) =>
    name === "Order"
      ? { name, table: orders, visible: () => not(equals("text", "hidden")) }
      : name === "Customer"
        ? { name, table: table() }
        : undefined,
});
const customers: QueryTable = Object.freeze({ ...queryTable(customerSchema), sources: sources(() => customers) });

const full = {
  text: "a'\"\\\u2028",
  short: "b",
  integer: 7,
  bigint: 2n ** 63n - 1n,
  real: 0.1,
  price: "-1.10",
  long: "12345678901234.5678",
  huge: "12345678901234567890.0123456789",
  boolean: true,
  timestamp: new Date(-1),
  date: "2001-02-03",
  time: "01:02:03.004",
  uuid: "00000000-0000-4000-8000-000000000001",
  document: { a: ["x", null, { b: 1 }] },
  enum: "O'Brien",
  bytes: new Uint8Array([0, 255]),
  customer: 1,
  flags: [true, false],
};
const empty = { ...Object.fromEntries(Object.keys(full).map((name) => [name, null])), customer: 1 };

describe.each(runners)("$lookup on $name", ({ open }) => {
  let runner: QueryRunner;

  beforeAll(async () => {
    runner = await open();
    await runner.createTable(customerSchema);
    await runner.createTable(orderSchema);
    const insert = (table: QueryTable, rows: readonly Readonly<Record<string, unknown>>[]) => {
      const fields = [...table.fields.keys()];
      const values = rows.map((row) => fields.map((field) => row[field] ?? null));
      return runner.run({ kind: "insert", table, fields, rows: values, returning: [] });
    };
    await insert(customers, [
      { id: 1, name: "Ann", key: 1 },
      { id: 2, name: "Bob", key: 2 },
      { id: 3, name: "Cyd", key: null },
    ]);
    await insert(orders, [
      { id: 12, ...full },
      { id: 11, ...empty },
      { id: 13, ...empty, text: "hidden" },
      { id: 14, ...empty, customer: null, integer: 3 },
    ]);
  });

  afterAll(() => runner.close());

  const run = (pipeline: unknown) =>
    runner.run({ kind: "pipeline", table: customers, where: everything(), stages: parsePipeline(pipeline, customers) });
  const ofOrders = { from: "Order", localField: "key", foreignField: "customer", as: "orders" };

  it("gives the rows that match as documents of the kinds that they have, in the order of their keys", async () => {
    expect(await run([{ $lookup: ofOrders }])).toEqual([
      {
        id: 1,
        name: "Ann",
        key: 1,
        orders: [
          { id: 11, ...empty },
          { id: 12, ...full },
        ],
      },
      { id: 2, name: "Bob", key: 2, orders: [] },
      { id: 3, name: "Cyd", key: null, orders: [{ id: 14, ...empty, customer: null, integer: 3 }] },
    ]);
  });

  it("lets the other table's rows pass a pipeline before", async () => {
    const pipeline = [
      { $match: { integer: { $ne: 3 } } },
      { $sort: { id: -1 } },
      { $limit: 1 },
      { $project: { id: 1, sum: "$price" } },
    ];
    expect(
      await run([{ $sort: { name: -1 } }, { $lookup: { ...ofOrders, pipeline } }, { $project: { orders: 1 } }]),
    ).toEqual([{ orders: [] }, { orders: [] }, { orders: [{ id: 12, sum: "-1.10" }] }]);
  });

  it("unwinds documents into rows whose fields can be asked for", async () => {
    const unwound = [{ $lookup: ofOrders }, { $unwind: "$orders" }];
    expect(await run([...unwound, { $match: { "orders.id": 12 } }])).toEqual([
      { id: 1, name: "Ann", key: 1, orders: { id: 12, ...full } },
    ]);
    for (const [name, value] of Object.entries(full)) {
      if (name === "document" || name === "flags") continue;
      const found = await run([
        ...unwound,
        { $match: { [`orders.${name}`]: value } },
        { $sort: { "orders.id": -1 } },
        { $limit: 1 },
        { $project: { [`orders.${name}`]: 1 } },
      ]);
      expect(found).toEqual([{ orders: { [name]: value } }]);
    }
    expect(
      await run([...unwound, { $group: { _id: "$orders.customer", sum: { $sum: "$orders.bigint" }, n: { $sum: 1 } } }]),
    ).toEqual([
      { _id: null, sum: 0n, n: 1 },
      { _id: 1, sum: 2n ** 63n - 1n, n: 2 },
    ]);
    expect(await run([...unwound, { $unwind: "$orders.flags" }, { $project: { name: 1, "orders.flags": 1 } }])).toEqual(
      [
        { name: "Ann", orders: { flags: true } },
        { name: "Ann", orders: { flags: false } },
      ],
    );
  });

  it("looks up inside of what it looks up, and by what it looked up", async () => {
    const ofCustomer = { from: "Customer", localField: "customer", foreignField: "key", as: "who" };
    const nested = [{ $project: { id: 1, customer: 1 } }];
    const inside = [{ $match: { id: 11 } }, { $lookup: ofCustomer }, { $project: { who: 1 } }];
    expect(
      await run([{ $limit: 1 }, { $lookup: { ...ofOrders, pipeline: inside } }, { $project: { orders: 1 } }]),
    ).toEqual([{ orders: [{ who: [{ id: 1, name: "Ann", key: 1 }] }] }]);
    const unwoundInside = [...inside, { $unwind: "$who" }, { $match: { "who.id": 1 } }];
    expect(
      await run([
        { $limit: 1 },
        { $lookup: { ...ofOrders, pipeline: unwoundInside } },
        { $unwind: "$orders" },
        { $project: { name: 1, orders: 1 } },
      ]),
    ).toEqual([{ name: "Ann", orders: { who: { id: 1, name: "Ann", key: 1 } } }]);
    expect(
      await run([
        { $match: { id: 1 } },
        { $lookup: { ...ofOrders, pipeline: nested } },
        { $unwind: "$orders" },
        { $lookup: { ...ofCustomer, localField: "orders.customer" } },
        { $unwind: "$who" },
        { $match: { "who.name": "Ann" } },
        { $project: { o: "$orders", w: "$who", total: "$orders.id" } },
      ]),
    ).toEqual([
      { o: { id: 11, customer: 1 }, w: { id: 1, name: "Ann", key: 1 }, total: 11 },
      { o: { id: 12, customer: 1 }, w: { id: 1, name: "Ann", key: 1 }, total: 12 },
    ]);
  });

  it("keeps rows without documents when asked", async () => {
    const kept = { path: "$orders", preserveNullAndEmptyArrays: true, includeArrayIndex: "place" };
    const pipeline = [{ $project: { id: 1 } }];
    expect(
      await run([
        { $lookup: { ...ofOrders, pipeline } },
        { $unwind: kept },
        { $project: { id: 1, orders: 1, place: 1 } },
      ]),
    ).toEqual([
      { id: 1, orders: { id: 11 }, place: 0 },
      { id: 1, orders: { id: 12 }, place: 1 },
      { id: 2, orders: null, place: null },
      { id: 3, orders: { id: 14 }, place: 0 },
    ]);
  });
});
