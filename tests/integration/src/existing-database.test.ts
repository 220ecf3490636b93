import { LocalRuntime } from "@dataflow/core";
import { DataFlow, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";

const open: DataFlow[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
});

/** A shop that somebody else made, in SQL that both databases take. */
const SHOP = `
  CREATE TABLE users (
    id %KEY%,
    email VARCHAR(80) NOT NULL UNIQUE,
    "displayName" TEXT DEFAULT ('nobody'),
    visits INTEGER NOT NULL DEFAULT 0,
    manager_id INTEGER REFERENCES users (id) ON DELETE SET NULL
  );
  CREATE TABLE orders (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid')),
    price REAL NOT NULL,
    vat REAL GENERATED ALWAYS AS (price * 0.2) STORED,
    "constructor" TEXT,
    PRIMARY KEY (user_id, number)
  );
  CREATE TABLE order_lines (
    id %KEY%,
    user_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    seller INTEGER REFERENCES users (id),
    FOREIGN KEY (user_id, number) REFERENCES orders (user_id, number)
  );
  CREATE INDEX users_lower_email ON users (lower(email));
  CREATE INDEX orders_open ON orders (price) WHERE status = 'pending';
  CREATE TABLE log (message TEXT, level INTEGER);
  CREATE VIEW paid_orders AS SELECT user_id, number, price FROM orders WHERE status = 'paid';
`;

async function existing(url: string, sql: string): Promise<DataFlow> {
  const db = new DataFlow(url, { autoMigrate: false, existingSchemaMode: true });
  open.push(db);
  const key = db.connection.dialect === "sqlite" ? "INTEGER PRIMARY KEY" : "SERIAL PRIMARY KEY";
  await db.connection.run(sql.replaceAll("%KEY%", key));
  return db;
}

describe.each(databases)("an existing database on $name", ({ freshUrl }) => {
  it("is described with everything that its tables have", async () => {
    const db = await existing(await freshUrl(), SHOP);
    expect(await db.showTables()).toEqual(["log", "order_lines", "orders", "paid_orders", "users"]);
    const schema = await db.discoverSchema();
    expect(Object.keys(schema)).toEqual(await db.showTables());
    const { users, orders, order_lines: lines, paid_orders: paid } = schema;
    expect(users?.modelName).toBe("User");
    expect(users?.primaryKey?.columns).toEqual(["id"]);
    expect(users?.uniques.map(({ columns }) => columns)).toEqual([["email"]]);
    expect(users?.columns.map(({ name, field: name2, nullable }) => [name, name2, nullable])).toEqual([
      ["id", "id", false],
      ["email", "email", false],
      ["displayName", "displayName", true],
      ["visits", "visits", false],
      ["manager_id", "managerId", true],
    ]);
    expect(users?.columns[1]?.type).toEqual({ kind: "text", length: 80 });
    expect(users?.columns[3]?.default).toEqual({ kind: "literal", value: 0 });
    expect(users?.indexes).toMatchObject([{ name: "users_lower_email", unique: false, columns: [null] }]);
    expect(users?.relationships).toEqual({
      manager: { type: "belongsTo", table: "users", columns: ["manager_id"], targetColumns: ["id"] },
      users: { type: "hasMany", table: "users", columns: ["id"], targetColumns: ["manager_id"] },
      orders: { type: "hasMany", table: "orders", columns: ["id"], targetColumns: ["user_id"] },
      orderLines: { type: "hasMany", table: "order_lines", columns: ["id"], targetColumns: ["seller"] },
    });
    expect(orders?.primaryKey?.columns).toEqual(["user_id", "number"]);
    expect(orders?.columns[2]?.type).toEqual({ kind: "enum", values: ["pending", "paid"] });
    expect(orders?.columns[4]?.generated).toMatchObject({ kind: "stored" });
    expect(orders?.columns[5]?.field).toBe("columnConstructor");
    expect(orders?.foreignKeys[0]).toMatchObject({ columns: ["user_id"], table: "users", onDelete: "cascade" });
    expect(orders?.indexes[0]?.predicate).toContain("pending");
    expect(lines?.foreignKeys.map(({ columns, targetColumns }) => [columns, targetColumns])).toContainEqual([
      ["user_id", "number"],
      ["user_id", "number"],
    ]);
    expect(paid).toMatchObject({ kind: "view", columns: [{ name: "user_id" }, { name: "number" }, { name: "price" }] });
  });

  it("gives models that work as declared ones do", async () => {
    const db = await existing(await freshUrl(), SHOP);
    const { models, generatedNodes, findings } = await db.registerSchemaAsModels({ tables: ["users", "orders"] });
    expect(db.listModels()).toEqual(["Order", "User"]);
    expect(models.User).toBe(models.users);
    expect(generatedNodes.User?.create).toBe("UserCreateNode");
    expect(findings).toEqual([]);
    const ann = await models.users.create({ email: "ann@example.com" });
    expect(ann).toEqual({ id: 1, email: "ann@example.com", displayName: "nobody", visits: 0, managerId: null });
    const bob = await models.users.create({ id: 700, email: "bob@example.com", displayName: null, managerId: 1 });
    expect(bob.displayName).toBeNull();
    const order = await models.orders.create({ userId: 700, number: 1, price: 10 });
    expect(order).toMatchObject({ status: "pending", vat: 2 });
    await expect(models.orders.create({ userId: 700, number: 2, price: 10, vat: 3 })).rejects.toMatchObject({
      code: "MODEL.INVALID_INPUT",
      message: "Order.vat is computed by the database",
    });
    await expect(models.orders.update({ userId: 700, number: 1 }, { vat: 3 })).rejects.toMatchObject({
      code: "MODEL.INVALID_INPUT",
    });
    await expect(models.orders.create({ userId: 700, number: 2, price: 1, status: "odd" })).rejects.toMatchObject({
      code: "MODEL.INVALID_INPUT",
    });
    expect(await models.orders.update({ userId: 700, number: 1 }, { status: "paid", price: 20 })).toMatchObject({
      vat: 4,
    });
    const { records } = await models.users.list({
      filter: { manager: { email: "ann@example.com" }, visits: { $lt: 5 } },
      include: { manager: true, orders: { fields: ["number"] } },
      orderBy: ["-email"],
    });
    expect(records).toMatchObject([{ id: 700, manager: { id: 1 }, orders: [{ number: 1 }] }]);
    expect(
      await models.users.upsert({ where: { email: "ann@example.com" }, create: { visits: 1 }, update: { visits: 9 } }),
    ).toMatchObject({ action: "updated", record: { id: 1, visits: 9 } });
    expect(await models.users.bulkCreate([{ email: "c" }, { email: "d", visits: 3 }, { email: "e" }])).toMatchObject({
      inserted: 3,
    });
    expect(await models.users.bulkUpsert([{ email: "c", visits: 4 }], { keyFields: ["email"] })).toMatchObject({
      updated: 1,
    });
    await expect(models.users.create({ email: "ann@example.com" })).rejects.toMatchObject({
      code: "DATABASE.UNIQUE_VIOLATION",
      meta: { fields: ["email"] },
    });
    expect(await models.users.delete(700)).toEqual({ id: 700, deleted: true });
    expect(await models.orders.count()).toEqual({ count: 0 });
  });

  it("gives nodes for workflows", async () => {
    const db = await existing(await freshUrl(), SHOP);
    const { generatedNodes } = await db.registerSchemaAsModels({ tables: ["users"] });
    const workflow = db
      .workflow()
      .addNode(String(generatedNodes.User?.create), "create", { email: "ann@example.com" })
      .addNode("UserListNode", "list", { filter: {} })
      .addConnection("create", "visits", "list", "offset");
    const { results } = await new LocalRuntime().execute(workflow.build());
    expect(results).toMatchObject({ create: { id: 1 }, list: { count: 1 } });
  });

  it("gives views that can be read and not written, and tables without a key", async () => {
    const db = await existing(await freshUrl(), SHOP);
    const { models, generatedNodes } = await db.registerSchemaAsModels();
    expect(Object.keys(generatedNodes.paid_orders ?? {}).sort()).toEqual(["aggregate", "count", "list", "read"]);
    const view = models.PaidOrder;
    await models.users?.create({ email: "a" });
    await models.orders?.create({ userId: 1, number: 1, price: 5, status: "paid" });
    expect((await view?.list({ filter: { price: { $gt: 4 } }, orderBy: ["price"] }))?.records).toEqual([
      { userId: 1, number: 1, price: 5 },
    ]);
    await expect(view?.create({ userId: 1, number: 2, price: 1 })).rejects.toMatchObject({ code: "MODEL.READ_ONLY" });
    await expect(view?.bulkUpdate({ all: true, update: { price: 1 } })).rejects.toMatchObject({
      code: "MODEL.READ_ONLY",
    });
    await expect(view?.bulkDelete({ all: true })).rejects.toMatchObject({ code: "MODEL.READ_ONLY" });
    await expect(view?.read(1)).rejects.toMatchObject({ code: "MODEL.NO_PRIMARY_KEY" });
    const log = models.log;
    await log?.bulkCreate([{ message: "one", level: 1 }, { message: "one", level: 1 }, { message: "two" }]);
    expect(await log?.list({ limit: 2, orderBy: ["message"] })).toMatchObject({ count: 2, nextCursor: null });
    expect(await log?.bulkUpdate({ filter: { level: 1 }, update: { level: 2 } })).toMatchObject({ updated: 2 });
    await expect(log?.update(1, { level: 2 })).rejects.toMatchObject({ code: "MODEL.NO_PRIMARY_KEY" });
    await expect(log?.bulkUpsert([{ level: 2 }])).rejects.toMatchObject({ code: "MODEL.NO_PRIMARY_KEY" });
  });

  it("keeps what is a model already, and can be asked twice", async () => {
    const url = await freshUrl();
    const first = new DataFlow(url);
    open.push(first);
    const User = first.model("User", { email: field.text().unique() }, { softDelete: true });
    await User.create({ email: "a" });
    await first.connection.run(
      "CREATE TABLE user_notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id))",
    );
    const { models } = await first.registerSchemaAsModels();
    expect(models.users).toBe(User);
    expect((await first.registerSchemaAsModels()).models.user_notes).toBe(models.user_notes);
    const note = await models.user_notes?.create({ id: 1, userId: 1 });
    expect(note).toEqual({ id: 1, userId: 1 });
    expect((await models.UserNote?.list({ include: { user: true } }))?.records).toMatchObject([
      { user: { email: "a" } },
    ]);
  });

  it("refuses names that it does not have, and says when it cannot be reached", async () => {
    const db = await existing(await freshUrl(), SHOP);
    await expect(db.registerSchemaAsModels({ tables: ["user"] })).rejects.toMatchObject({
      code: "MODEL.INVALID_OPTION",
      fix: expect.stringContaining("users"),
    });
    // @ts-expect-error there is no such option
    await expect(db.discoverSchema({ schema: ["public"] })).rejects.toMatchObject({ code: "MODEL.UNKNOWN_OPTION" });
    expect(() => db.getModel("User")).toThrow(expect.objectContaining({ code: "MODEL.UNKNOWN_MODEL" }));
    const nowhere = new DataFlow("postgresql://nobody@127.0.0.1:1/none");
    open.push(nowhere);
    await expect(nowhere.discoverSchema()).rejects.toMatchObject({ code: "DATABASE.CONNECTION_REFUSED" });
  });
});
