import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Plan = defineModel("Plan", { code: field.text() });
const Customer = defineModel("Customer", { name: field.text(), plan: field.text() }, { multiTenant: true });
const Order = defineModel(
  "Order",
  {
    customerId: field.integer().references(() => Customer),
    code: field.text(),
    total: field.decimal(12, 2),
  },
  { multiTenant: true, softDelete: true },
);
const models = { Plan, Customer, Order };

const suites = await isolatedTests({
  models,
  prepare: async (db) => {
    await db.models.Plan.create({ code: "free" });
    for (const tenantId of ["acme", "globex"]) {
      await db.withContext({ tenantId }, async () => {
        const { id } = await db.models.Customer.create({ name: `Ann of ${tenantId}`, plan: "free" });
        const orders = ["kept", "deleted"].map((code) => ({
          customerId: id,
          code: `${tenantId} ${code}`,
          total: "2.50",
        }));
        await db.models.Order.bulkCreate(orders);
        await db.models.Order.bulkDelete({ filter: { code: `${tenantId} deleted` } });
      });
    }
    // What no policy would let in: an order of one tenant's for a customer of the other's.
    await db.connection.query("UPDATE orders SET customer_id = 1");
  },
});

describe.each(suites)("$lookup of models on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  const as = <Result>(tenantId: string, body: () => Promise<Result>) =>
    db.withContext({ tenantId }, body) as Promise<Result>;

  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  const orders = { from: "Order", localField: "id", foreignField: "customerId", as: "orders" } as const;
  const customers = { from: "Customer", localField: "plan", foreignField: "plan", as: "customers" } as const;
  const ofPlan = { from: "Customer", localField: "code", foreignField: "plan", as: "customers" } as const;

  it.each([
    ["first", [{ $lookup: orders }]],
    ["after a condition", [{ $match: { name: { $startsWith: "Ann" } } }, { $lookup: orders }]],
    ["after a page", [{ $sort: { id: 1 } }, { $skip: 0 }, { $limit: 5 }, { $lookup: orders }]],
    ["after groups", [{ $group: { _id: "$id" } }, { $lookup: { ...orders, localField: "_id" } }]],
    ["after a projection", [{ $project: { key: "$id" } }, { $lookup: { ...orders, localField: "key" } }]],
    [
      "after what it unwound",
      [{ $lookup: customers }, { $unwind: "$customers" }, { $lookup: { ...orders, localField: "customers.id" } }],
    ],
    [
      "with a pipeline",
      [
        {
          $lookup: { ...orders, pipeline: [{ $match: { code: { $ne: "x" } } }, { $sort: { id: -1 } }, { $limit: 9 }] },
        },
      ],
    ],
    [
      "with a condition along a relation",
      [{ $lookup: { ...orders, pipeline: [{ $match: { customer: { name: { $startsWith: "Ann" } } } }] } }],
    ],
    [
      "with a condition for all",
      [{ $lookup: { ...orders, pipeline: [{ $match: { $or: [{ tenantId: "globex" }, { id: { $gt: 0 } }] } }] } }],
    ],
    [
      "inside of another",
      [
        { $lookup: { ...customers, pipeline: [{ $lookup: orders }] } },
        { $unwind: "$customers" },
        { $project: { orders: "$customers.orders" } },
      ],
    ],
  ] as const)("gives a tenant its own rows that are not deleted: %s", async (_place, pipeline) => {
    const { rows } = await as("acme", () => db.models.Customer.aggregate<{ orders: { code: string }[] }>({ pipeline }));
    expect(rows.map((row) => row.orders.map(({ code }) => code))).toEqual([["acme kept"]]);
    const { rows: others } = await as("globex", () =>
      db.models.Customer.aggregate<{ orders: { code: string }[] }>({ pipeline }),
    );
    expect(others.map((row) => row.orders)).toEqual([[]]);
  });

  it("keeps the conditions of the other model when the first one has none", async () => {
    const pipeline = [{ $lookup: { ...ofPlan, pipeline: [{ $lookup: orders }] } }] as const;
    const { rows } = await as("acme", () => db.models.Plan.aggregate({ pipeline }));
    expect(rows).toMatchObject([
      { code: "free", customers: [{ name: "Ann of acme", orders: [{ code: "acme kept", total: "2.50" }] }] },
    ]);
    await expect(async () => db.models.Plan.aggregate({ pipeline })).rejects.toMatchObject({
      code: "MODEL.TENANT_REQUIRED",
    });
    const inside = [{ $limit: 1 }, { $lookup: { ...ofPlan, pipeline: [{ $project: { id: 1 } }] } }] as const;
    await expect(async () => db.models.Plan.aggregate({ pipeline: inside })).rejects.toMatchObject({
      code: "MODEL.TENANT_REQUIRED",
    });
  });

  it("hides the deleted rows of the other model even from who asks for those of the first", async () => {
    const back = { from: "Order", localField: "customerId", foreignField: "customerId", as: "others" } as const;
    const { rows } = await as("acme", () =>
      db.models.Order.aggregate<{ others: unknown[] }>({ includeDeleted: true, pipeline: [{ $lookup: back }] }),
    );
    expect(rows.map(({ others }) => others.length)).toEqual([1, 1]);
  });

  it("names the models that there are", async () => {
    const pipeline = [{ $lookup: { ...orders, from: "Ordr" } }] as const;
    await expect(as("acme", async () => db.models.Customer.aggregate({ pipeline }))).rejects.toMatchObject({
      code: "QUERY.UNKNOWN_SOURCE",
      fix: expect.stringContaining("Order"),
    });
  });
});
