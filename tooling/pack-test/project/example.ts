import { DataFlow, defineModel, field, LocalRuntime } from "@dataflow/all";
import { drizzleFilter } from "@dataflow/all/drizzle";

/** The first example of the documents: models, a workflow that connects two nodes, and the same as methods. */
async function main(url: string): Promise<void> {
  const User = defineModel("User", {
    name: field.text(),
    email: field.text().unique(),
    age: field.integer().optional(),
    active: field.boolean().default(true),
    profile: field.json<{ city: string }>().optional(),
    tags: field.array(field.text()).default([]),
  });
  const Order = defineModel(
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
  const db = new DataFlow(url, { models: { User, Order } });
  const workflow = db
    .workflow()
    .addNode("UserCreateNode", "createUser", { name: "Alice", email: "alice@example.com", profile: { city: "Paris" } })
    .addNode("OrderCreateNode", "createOrder", { total: "250.00" })
    .addConnection("createUser", "id", "createOrder", "customerId");
  const { results } = await new LocalRuntime().execute(workflow.build(), { context: { tenantId: "acme" } });
  // The compiler knows the results: these would not compile as anything else.
  const ids: readonly number[] = [results.createUser.id, results.createOrder.customerId];
  const total: string = results.createOrder.total;

  const { records } = await db.models.User.list({
    filter: { "profile.city": "Paris" },
    orderBy: ["-createdAt"],
    limit: 10,
  });
  const names = records.map(({ name }) => name);
  if (typeof drizzleFilter !== "function") throw new Error("the way to drizzle does not load");
  // What stands beside a row has the type of the model that the relation leads to.
  const customers = await db.withContext({ tenantId: "acme" }, () =>
    db.models.Order.list({ filter: { customer: { name: "Alice" } }, include: { customer: { fields: ["email"] } } }),
  );
  const emails: readonly (string | undefined)[] = customers.records.map(({ customer }) => customer?.email);
  await db.close();
  if (emails.length !== 1) throw new Error(`${emails.length} orders instead of one`);
  console.log(JSON.stringify({ isConnected: ids[0] === ids[1], total, status: results.createOrder.status, names }));
}

main(process.argv[2] ?? "sqlite::memory:").catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
