import { DataFlow, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";

const open: DataFlow[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
});

function opened(db: DataFlow): DataFlow {
  open.push(db);
  return db;
}

describe.each(databases)("models in the registry on $name", ({ freshUrl }) => {
  it("are made again by another process, with all that data can say", async () => {
    const url = await freshUrl();
    const first = opened(new DataFlow(url));
    const User = first.model("User", {
      email: field.text(40).unique(),
      visits: field.bigint().default(2n ** 60n),
      tags: field.array(field.text()).default(["new"]),
      token: field.uuid().default(() => crypto.randomUUID()),
      bossId: field.integer().optional().references("self", { inverse: "reports" }),
    });
    first.model(
      "Order",
      {
        userId: field.integer().references(() => User, { onDelete: "cascade" }),
        status: field.enum(["open", "paid"]).default("open"),
      },
      {
        softDelete: true,
        multiTenant: true,
        versioned: true,
        tableName: "purchases",
        indexes: [{ fields: ["-status"] }],
      },
    );
    await first.initialize();
    const second = opened(new DataFlow(url));
    const { models, generatedNodes, findings } = await second.reconstructModelsFromRegistry();
    expect(second.listModels()).toEqual(["Order", "User"]);
    expect(generatedNodes.purchases?.create).toBe("OrderCreateNode");
    expect(findings.map(({ path }) => path)).toEqual(["User.token"]);
    const token = crypto.randomUUID();
    const ann = await models.User?.create({ email: "ann", token });
    expect(ann).toMatchObject({ visits: 2n ** 60n, tags: ["new"], bossId: null, createdAt: expect.any(Date) });
    await second.withContext({ tenantId: "acme" }, async () => {
      const order = await models.Order?.create({ userId: ann?.id });
      expect(order).toMatchObject({ status: "open", version: 1, tenantId: "acme" });
      await models.Order?.delete(order?.id);
      expect(await models.Order?.count()).toEqual({ count: 0 });
      expect(await models.Order?.count({ includeDeleted: true })).toEqual({ count: 1 });
    });
    await models.User?.create({ email: "bob", token, bossId: ann?.id });
    expect((await models.User?.list({ filter: { email: "ann" }, include: { reports: true } }))?.records).toMatchObject([
      { reports: [{ email: "bob" }] },
    ]);
    expect(second.getModel("Order").definition.schemaTable()).toEqual(first.getModel("Order").definition.schemaTable());
    expect((await second.reconstructModelsFromRegistry()).models.User).toBe(models.User);
  });

  it("leave no trace where the schema is not to be touched, unless that is asked for", async () => {
    const url = await freshUrl();
    const quiet = opened(new DataFlow(url, { existingSchemaMode: true }));
    await quiet.connection.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT DEFAULT ('none'))");
    await quiet.registerSchemaAsModels();
    expect((await quiet.reconstructModelsFromRegistry()).models).toEqual({});
    const loud = opened(new DataFlow(url, { existingSchemaMode: true, enableModelPersistence: true }));
    await loud.registerSchemaAsModels();
    const third = opened(new DataFlow(url, { existingSchemaMode: true }));
    const { models } = await third.reconstructModelsFromRegistry();
    expect(await models.notes?.create({ id: 1 })).toEqual({ id: 1, text: "none" });
    expect(await third.showTables()).toEqual(["notes"]);
  });
});
