import { DataFlow } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { afterEach, describe, expect, it } from "vitest";

const open: DataFlow[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
});

const SERVER = `
  CREATE SCHEMA auth;
  CREATE TYPE auth.role AS ENUM ('admin', 'member', 'guest');
  CREATE TYPE "Order" AS ENUM ('first', 'second');
  CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
  CREATE TABLE auth.users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email NOT NULL,
    role auth.role NOT NULL DEFAULT 'guest',
    roles auth.role[] NOT NULL DEFAULT '{}',
    place "Order",
    address inet,
    amount numeric,
    made timestamp DEFAULT now(),
    token uuid NOT NULL DEFAULT gen_random_uuid()
  );
  CREATE TABLE users (id integer PRIMARY KEY, login bigint NOT NULL REFERENCES auth.users (id));
  CREATE TABLE events (id integer NOT NULL, day date NOT NULL, kind text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE MATERIALIZED VIEW roles AS SELECT role, count(*) AS members FROM auth.users GROUP BY role;
`;

const servers = databases.filter(({ name }) => name === "postgres");

describe.each(servers)("an existing server", ({ freshUrl }) => {
  async function existing(): Promise<DataFlow> {
    const db = new DataFlow(await freshUrl(), { autoMigrate: false, existingSchemaMode: true });
    open.push(db);
    await db.connection.run(SERVER);
    return db;
  }

  it("is described in every schema, with its own types and the parts of its tables", async () => {
    const db = await existing();
    expect(await db.showTables()).toEqual(["auth.users", "events", "events_2026", "roles", "users"]);
    expect(await db.showTables({ schemas: ["auth"] })).toEqual(["auth.users"]);
    await expect(db.showTables({ schemas: ["aut"] })).rejects.toMatchObject({ code: "MODEL.INVALID_OPTION" });
    const schema = await db.discoverSchema();
    expect(schema["auth.users"]?.modelName).toBe("AuthUser");
    expect(schema["auth.users"]?.columns.map(({ name, type }) => [name, type])).toEqual([
      ["id", { kind: "bigint" }],
      ["email", { kind: "text" }],
      ["role", { kind: "enum", values: ["admin", "member", "guest"], sql: "auth.role" }],
      ["roles", { kind: "array", element: { kind: "enum", values: ["admin", "member", "guest"], sql: "auth.role" } }],
      ["place", { kind: "enum", values: ["first", "second"], sql: 'public."Order"' }],
      ["address", { kind: "unknown", sql: "inet" }],
      ["amount", { kind: "unknown", sql: "numeric" }],
      ["made", { kind: "unknown", sql: "timestamp without time zone" }],
      ["token", { kind: "uuid" }],
    ]);
    expect(schema["auth.users"]?.columns[8]?.default).toEqual({ kind: "expression", sql: "gen_random_uuid()" });
    expect(schema.users?.foreignKeys[0]).toMatchObject({ table: "auth.users", targetColumns: ["id"] });
    expect(schema.events?.partitionBy).toBe("RANGE (day)");
    expect(schema.events_2026?.partitionOf).toMatchObject({ table: "events" });
    expect(schema.roles).toMatchObject({ kind: "materializedView", columns: [{ name: "role" }, { name: "members" }] });
  });

  it("gives models that write and filter its own types", async () => {
    const db = await existing();
    const { models, findings } = await db.registerSchemaAsModels();
    expect(db.listModels()).toEqual(["AuthUser", "Event", "Role", "User"]);
    expect(findings.map(({ message }) => message)).toEqual([
      "auth.users: address is of the type inet, which no kind of field covers",
      "auth.users: amount is of the type numeric, which no kind of field covers",
      "auth.users: made is of the type timestamp without time zone, which no kind of field covers",
    ]);
    const users = models["auth.users"];
    const ann = await users?.create({
      email: "ann@x",
      role: "admin",
      roles: ["admin", "guest"],
      address: "10.0.0.1/8",
    });
    expect(ann).toMatchObject({
      id: 1n,
      role: "admin",
      roles: ["admin", "guest"],
      address: "10.0.0.1/8",
      amount: null,
    });
    expect(ann?.token).toMatch(/^[0-9a-f-]{36}$/);
    await users?.bulkCreate([
      { email: "b@x", role: "member", amount: "1.50", place: "second" },
      { email: "c@x", place: "first", amount: 2 },
    ]);
    const emails = async (filter: object, orderBy = ["role", "email"]) =>
      (await users?.list({ filter, orderBy }))?.records.map(({ email }) => email);
    expect(await emails({})).toEqual(["ann@x", "b@x", "c@x"]);
    expect(await emails({ role: { $gt: "admin" } }, ["-role"])).toEqual(["c@x", "b@x"]);
    expect(await emails({ role: { $in: ["admin", "guest"] } })).toEqual(["ann@x", "c@x"]);
    expect(await emails({ role: { $regex: "^m" } })).toEqual(["b@x"]);
    expect(await emails({ role: { $ne: "admin" }, place: "first" })).toEqual(["c@x"]);
    expect(await emails({ roles: "guest" })).toEqual(["ann@x"]);
    expect(await users?.update(1n, { role: "member", roles: ["member"] })).toMatchObject({ roles: ["member"] });
    expect(
      await users?.bulkUpdate({
        data: [
          { id: 2n, role: "guest" },
          { id: 3n, role: "admin" },
        ],
      }),
    ).toMatchObject({
      updated: 2,
    });
    expect(
      await users?.aggregate({ groupBy: ["role"], aggregates: { last: { $max: "place" } }, orderBy: ["role"] }),
    ).toMatchObject({
      rows: [{ role: "admin", last: "first" }, { role: "member" }, { role: "guest", last: "second" }],
    });
    await expect(users?.create({ email: "d@x", id: 9n })).rejects.toMatchObject({ code: "MODEL.INVALID_INPUT" });
    await expect(users?.create({ email: "nobody" })).rejects.toMatchObject({ code: "DATABASE.CHECK_VIOLATION" });
    await models.users?.create({ id: 1, login: 2n });
    const followed = { filter: { loginAuthUser: { email: "b@x" } }, include: { loginAuthUser: true } };
    const [row] = (await models.User?.list(followed))?.records ?? [];
    expect(row).toMatchObject({ loginAuthUser: { email: "b@x" } });
    await models.events?.create({ id: 1, day: "2026-05-01", kind: "sale" });
    expect(await models.Event?.update({ id: 1, day: "2026-05-01" }, { kind: "loss" })).toMatchObject({ kind: "loss" });
    await db.connection.run("REFRESH MATERIALIZED VIEW roles");
    expect((await models.Role?.list({ filter: { role: "guest" } }))?.records).toEqual([{ role: "guest", members: 1n }]);
    await expect(models.Role?.create({ role: "guest" })).rejects.toMatchObject({ code: "MODEL.READ_ONLY" });
  });
});
