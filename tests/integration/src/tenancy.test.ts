import { LocalRuntime } from "@dataflow/core";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { describe, expect } from "vitest";
import { isolatedTests } from "./isolated-tests.ts";

const Plan = defineModel("Plan", { name: field.text() });
const Customer = defineModel("Customer", { email: field.text().unique(), name: field.text() }, { multiTenant: true });
const Order = defineModel(
  "Order",
  {
    customerId: field.integer().references(() => Customer),
    code: field.text().unique(),
    total: field.decimal(12, 2).default("0"),
    status: field.enum(["pending", "paid"]).default("pending"),
  },
  {
    multiTenant: true,
    softDelete: true,
    versioned: true,
    indexes: [{ fields: ["status", "-createdAt"] }, { fields: ["customerId", "code"], unique: true }],
  },
);
const models = { Plan, Customer, Order };

const suites = await isolatedTests({
  models,
  prepare: async (db) => {
    for (const tenantId of ["acme", "globex"]) {
      await db.withContext({ tenantId }, async () => {
        const customer = await db.models.Customer.create({ email: "ann@example.com", name: `Ann of ${tenantId}` });
        await db.models.Order.bulkCreate(
          ["o-1", "o-2", "o-3"].map((code) => ({
            code,
            customerId: customer.id,
            total: tenantId === "acme" ? "1.00" : "100.00",
          })),
        );
      });
    }
  },
});

describe.each(suites)("tenants on $name", ({ it }) => {
  let db: DataFlow<typeof models>;
  const as = <Result>(tenantId: unknown, body: () => Promise<Result>) =>
    db.withContext({ tenantId }, body) as Promise<Result>;

  it.beforeEach(({ tddDataflow }) => {
    db = tddDataflow;
  });

  const everything = () =>
    db.connection
      .query("SELECT id, tenant_id, code, total, status, version, deleted_at FROM orders ORDER BY id")
      .then(({ rows }) => rows);
  const ofGlobex = async () => (await everything()).filter((row) => row.tenant_id === "globex");

  it("gives each tenant its own rows, whatever is asked", async () => {
    await as("acme", async () => {
      const { records } = await db.models.Order.list({ orderBy: ["code"], include: ["customer"], includeTotal: true });
      expect(records.map(({ tenantId, code }) => [tenantId, code])).toEqual([
        ["acme", "o-1"],
        ["acme", "o-2"],
        ["acme", "o-3"],
      ]);
      expect(records[0]?.customer).toMatchObject({ name: "Ann of acme" });
      expect(await db.models.Order.count()).toEqual({ count: 3 });
      expect(await db.models.Order.count({ filter: { $or: [{ total: "100.00" }, { code: "none" }] } })).toEqual({
        count: 0,
      });
      expect(await db.models.Order.count({ includeDeleted: true })).toEqual({ count: 3 });
      const pipeline = [{ $group: { _id: "$tenantId", n: { $sum: 1 }, codes: { $push: "$code" } } }] as const;
      expect(await db.models.Order.aggregate({ pipeline })).toEqual({
        rows: [{ _id: "acme", n: 3, codes: ["o-1", "o-2", "o-3"] }],
      });
      expect((await db.models.Order.aggregate({ pipeline: [{ $match: { tenantId: "globex" } }] })).rows).toEqual([]);
      const ofAnn = { $match: { customer: { name: "Ann of acme" } } };
      const page = [ofAnn, { $limit: 2 }, ofAnn, { $project: { code: 1 } }] as const;
      expect((await db.models.Order.aggregate({ pipeline: page })).rows).toEqual([{ code: "o-1" }, { code: "o-2" }]);
      const ofOther = { $match: { customer: { name: "Ann of globex" } } };
      expect((await db.models.Order.aggregate({ pipeline: [{ $limit: 2 }, ofOther] })).rows).toEqual([]);
      const { rows } = await db.models.Order.aggregate({ aggregates: { sum: { $sum: "total" } } });
      expect(rows).toEqual([{ sum: "3.00" }]);
      const streamed: string[] = [];
      for await (const { total } of db.models.Order.stream()) streamed.push(total);
      expect(streamed).toEqual(["1.00", "1.00", "1.00"]);
    });
  });

  it("neither reads, changes nor deletes another tenant's row by its key", async () => {
    const [theirs] = await ofGlobex();
    const id = theirs?.id as number;
    const before = await ofGlobex();
    await as("acme", async () => {
      expect(await db.models.Order.read(id, { raiseOnNotFound: false })).toBeNull();
      await expect(db.models.Order.update(id, { total: "0.01" })).rejects.toMatchObject({ code: "MODEL.NOT_FOUND" });
      await expect(db.models.Order.update(id, { total: "0.01" }, { version: 1 })).rejects.toMatchObject({
        code: "MODEL.NOT_FOUND",
      });
      expect(await db.models.Order.delete(id)).toEqual({ id, deleted: false });
      expect(await db.models.Order.bulkDelete({ ids: [id] })).toEqual({ deleted: 0 });
      expect(await db.models.Order.bulkUpdate({ data: [{ id, total: "0.01" }] })).toMatchObject({ updated: 0 });
      await expect(db.models.Order.bulkUpsert([{ id, code: "x", customerId: 1 }])).rejects.toMatchObject({
        code: "MODEL.HIDDEN_CONFLICT",
      });
      expect(await db.models.Order.bulkUpdate({ all: true, update: { status: "paid" } })).toMatchObject({ updated: 3 });
      expect(await db.models.Order.bulkDelete({ all: true })).toEqual({ deleted: 3 });
    });
    expect(await ofGlobex()).toEqual(before);
  });

  it("keeps what is unique unique for one tenant", async () => {
    await as("acme", async () => {
      const failure = await db.models.Customer.create({ email: "ann@example.com", name: "A" }).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION", meta: { fields: ["email"] } });
      const { action, record } = await db.models.Customer.upsert({
        where: { email: "ann@example.com" },
        create: { name: "New" },
        update: { name: "Changed" },
      });
      expect([action, record.tenantId, record.name]).toEqual(["updated", "acme", "Changed"]);
      const upserted = await db.models.Order.bulkUpsert(
        [
          { code: "o-1", customerId: record.id },
          { code: "o-9", customerId: record.id },
        ],
        { keyFields: ["code"] },
      );
      expect(upserted).toEqual({ processed: 2, inserted: 1, updated: 1 });
    });
    await as("globex", async () => {
      expect((await db.models.Customer.list()).records).toMatchObject([{ name: "Ann of globex" }]);
      expect(await db.models.Order.count()).toEqual({ count: 3 });
    });
    await as("initech", async () => {
      expect(await db.models.Customer.create({ email: "ann@example.com", name: "Another" })).toMatchObject({
        tenantId: "initech",
      });
    });
  });

  it.each([undefined, null, "", 7, "a\ud800", "a\0", { $ne: "" }, ["acme"]])(
    "does nothing without a tenant: %j",
    async (tenantId) => {
      const refused = { code: "MODEL.TENANT_REQUIRED" };
      const before = await everything();
      await as(tenantId, async () => {
        await expect(db.models.Order.count()).rejects.toMatchObject(refused);
        await expect(db.models.Order.list()).rejects.toMatchObject(refused);
        await expect(db.models.Order.create({ code: "n", customerId: 1 })).rejects.toMatchObject(refused);
        await expect(db.models.Order.bulkDelete({ all: true })).rejects.toMatchObject(refused);
        expect(await db.models.Plan.count()).toEqual({ count: 0 });
      });
      await expect(db.models.Order.count()).rejects.toMatchObject(refused);
      expect(await everything()).toEqual(before);
    },
  );

  it("accepts no tenant as an input", async () => {
    await as("acme", async () => {
      const forged = { code: "f", customerId: 1, tenantId: "globex" } as { code: string; customerId: number };
      await expect(db.models.Order.create(forged)).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
      await expect(db.models.Order.bulkCreate([forged])).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
      await expect(
        db.models.Order.bulkUpdate({ all: true, update: { tenantId: "globex" } as object }),
      ).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
    });
  });

  it("takes the tenant of a run's context, in nodes that run side by side", async () => {
    const count = db
      .workflow()
      .addNode("OrderCountNode", "orders", {})
      .addNode("CustomerListNode", "customers", {})
      .build();
    const runtime = new LocalRuntime();
    const [acme, globex] = await Promise.all(
      ["acme", "globex"].map((tenantId) =>
        runtime.execute(count, { context: { tenantId }, transaction: tenantId === "acme" }),
      ),
    );
    expect(acme?.results.customers.records).toMatchObject([{ name: "Ann of acme" }]);
    expect(globex?.results.customers.records).toMatchObject([{ name: "Ann of globex" }]);
    await expect(runtime.execute(count)).rejects.toMatchObject({ cause: { code: "MODEL.TENANT_REQUIRED" } });
  });
});
