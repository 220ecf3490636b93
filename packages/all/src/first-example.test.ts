import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { DataFlow, field, LocalRuntime } from "./index.ts";

describe.each(databases)("the first example of the documents on $name", (database) => {
  it("works as it is written", async () => {
    const db = new DataFlow(await database.freshUrl());

    const User = db.model("User", {
      name: field.text(),
      email: field.text().unique(),
      age: field.integer().optional(),
      active: field.boolean().default(true),
      profile: field.json<{ city: string }>().optional(),
      tags: field.array(field.text()).default([]),
    });

    const Order = db.model(
      "Order",
      {
        customerId: field.integer().references(() => User, { onDelete: "cascade" }),
        total: field.decimal(12, 2).default("0"),
        status: field.enum(["pending", "paid", "shipped"]).default("pending"),
      },
      {
        multiTenant: true,
        softDelete: true,
        versioned: true,
        auditLog: true,
        indexes: [{ fields: ["status", "-createdAt"] }],
      },
    );

    const workflow = db
      .workflow()
      .addNode("UserCreateNode", "createUser", { name: "Alice", email: "alice@example.com" })
      .addNode("OrderCreateNode", "createOrder", { total: "250.00" })
      .addConnection("createUser", "id", "createOrder", "customerId");
    const { results, runId } = await new LocalRuntime().execute(workflow.build(), { context: { tenantId: "acme" } });
    expect(results.createOrder.id).toBe(1);
    expect(runId).toMatch(/^[0-9a-f-]{36}$/);

    await User.update(1, { age: 30, profile: { city: "Paris" } });
    const { records } = await User.list({
      filter: { age: { $gt: 18, $lt: 65 }, "profile.city": "Paris" },
      orderBy: ["-createdAt"],
      limit: 10,
    });
    expect(records.map(({ name }) => name)).toEqual(["Alice"]);
    const streamed: string[] = [];
    for await (const row of User.stream({ filter: { active: true } })) streamed.push(row.email);
    expect(streamed).toEqual(["alice@example.com"]);

    await db.transaction(() => User.create({ name: "Bob", email: "bob@example.com" }), { isolation: "serializable" });
    const orders = await db.withContext({ tenantId: "acme", userId: "u1" }, () => Order.list());
    expect(orders.records).toMatchObject([{ total: "250.00", status: "pending", tenantId: "acme", version: 1 }]);
    expect((await db.auditLog.list()).records).toMatchObject([
      { model: "Order", operation: "create", recordIds: [1], changedFields: ["customerId", "total"], tenantId: "acme" },
    ]);
    await db.close();
  });
});
