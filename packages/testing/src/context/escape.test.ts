// Tries to leave something behind for the next test, in every way there is.
import { LocalRuntime } from "@dataflow/core";
import { connect, drizzleHandle } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestContext } from "./test-context.ts";
import { openTestDatabase, type TestDatabase } from "./test-database.ts";
import type { TestIsolation } from "./test-database-options.ts";

const User = defineModel("User", { name: field.text(), email: field.text().unique() }, { auditLog: true });
const Post = defineModel("Post", { userId: field.integer().references(() => User), title: field.text() });
const models = { User, Post };
type Context = TestContext<typeof models>;
type Escape = (context: Context) => unknown;

const row = (name: string) => ({ name, email: `${name}@example.com` });
const runtime = new LocalRuntime();
const insert =
  "INSERT INTO users (name, email, created_at, updated_at) SELECT 'x', 'x', created_at, updated_at FROM users";

/** Each must have happened, or be refused by name, or be about to happen when the test ends. */
const escapes: Readonly<Record<string, Escape>> = {
  methods: async ({ models }) => {
    const { id } = await models.User.create(row("a"));
    await models.User.upsert({ where: { email: "b@example.com" }, create: { name: "b" }, update: { name: "c" } });
    await models.User.update(1, { name: "changed" });
    await models.User.bulkCreate([row("d"), row("e")]);
    await models.Post.create({ userId: id, title: "t" });
    await models.Post.bulkDelete({ filter: {}, all: true });
  },
  deletion: async ({ models }) => {
    await models.User.delete(1);
    expect(await models.User.count()).toEqual({ count: 0 });
  },
  "a workflow with parallel branches": async ({ db }) => {
    const workflow = db.workflow();
    for (const name of ["a", "b", "c", "d", "e", "f"]) workflow.addNode("UserCreateNode", name, row(name));
    await runtime.execute(workflow.build());
    expect(await db.models.User.count()).toEqual({ count: 7 });
  },
  "a workflow in a transaction": async ({ db }) => {
    const workflow = db.workflow().addNode("UserCreateNode", "a", row("a")).addNode("UserCreateNode", "b", row("b"));
    await runtime.execute(workflow.build(), { transaction: true });
  },
  "a workflow that fails": async ({ db }) => {
    const workflow = db.workflow().addNode("UserCreateNode", "a", row("a")).addNode("UserCreateNode", "b", row("Ann"));
    await expect(runtime.execute(workflow.build())).rejects.toThrow();
  },
  "SQL text": async ({ db: { connection } }) => {
    await connection.query(insert);
    await connection.run(
      "DELETE FROM posts; CREATE TABLE left_over (id integer); CREATE INDEX left_index ON users (name)",
    );
    await connection.session(() => connection.run("DELETE FROM users"));
  },
  drizzle: async ({ db: { connection, models } }) => {
    const all = sql`DELETE FROM users`;
    if (connection.dialect === "sqlite") {
      const drizzle = drizzleHandle(connection, "sqlite");
      await drizzle.transaction(async (tx) => void (await tx.run(all)));
    } else {
      const drizzle = drizzleHandle(connection, "postgres");
      await drizzle.transaction(async (tx) => void (await tx.execute(all)));
    }
    expect(await models.User.count()).toEqual({ count: 0 });
  },
  "nested transactions": async ({ db }) => {
    await db.transaction(async () => {
      await db.models.User.create(row("a"));
      await db.transaction(() => db.models.User.create(row("b")));
      await db.transaction(() => db.models.User.create(row("Ann"))).catch(() => undefined);
    });
    expect(await db.models.User.count()).toEqual({ count: 3 });
  },
  "failing statements": async ({ db, models }) => {
    await models.User.create(row("a"));
    await expect(models.User.create(row("Ann"))).rejects.toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
    await expect(models.Post.create({ userId: 99, title: "t" })).rejects.toMatchObject({
      code: "DATABASE.FOREIGN_KEY_VIOLATION",
    });
    await expect(db.connection.query("nonsense")).rejects.toMatchObject({ code: "DATABASE.SYNTAX" });
    expect(await models.User.count()).toEqual({ count: 2 });
  },
  "a commit in SQL": async ({ db: { connection } }) => {
    await connection.query(insert).catch(() => undefined);
    for (const text of ["COMMIT", "END; BEGIN", "BEGIN; DELETE FROM users; COMMIT", "/**/COMMIT;BEGIN"]) {
      await connection.run(text).catch(() => undefined);
      await connection.query(text).catch(() => undefined);
      await connection.transaction(() => connection.run(text)).catch(() => undefined);
    }
  },
  "settings, listeners and temporary tables": async ({ db: { connection } }) => {
    await connection.run("CREATE TEMPORARY TABLE owns (id integer)");
    if (connection.dialect === "sqlite") await connection.run("PRAGMA case_sensitive_like = ON");
    else await connection.run("SET statement_timeout = 17; LISTEN news; NOTIFY news; SELECT pg_advisory_lock(7)");
  },
  "numbers that were drawn": async ({ db: { connection }, models }) => {
    if (connection.dialect === "postgres")
      await connection.query("SELECT nextval('users_id_seq'), nextval('users_id_seq')");
    const { id } = await models.User.create(row("a"));
    await models.User.delete(id);
  },
  "a statement that takes too long": async ({ db: { connection } }) => {
    if (connection.dialect === "sqlite") return connection.query(insert);
    const sleeping = connection.transaction(async () => {
      await connection.run("SET LOCAL statement_timeout = 20");
      await connection.query("SELECT pg_sleep(10)");
    });
    await expect(sleeping).rejects.toMatchObject({ code: expect.stringMatching(/TIMEOUT|CANCELLED/) });
    await connection.query(insert);
  },
  "statements that nobody awaits": ({ models }) => {
    for (let count = 0; count < 20; count++) models.User.create(row(`late${count}`)).catch(() => undefined);
  },
  "a transaction that does not end": ({ db }) => {
    const body = async () => {
      await db.models.User.create(row("a"));
      await new Promise(() => undefined);
    };
    db.transaction(body).catch(() => undefined);
    return new Promise((resolve) => setTimeout(resolve, 5));
  },
  "streams left open": async ({ models }) => {
    await models.User.create(row("a"));
    const stream = models.User.stream({ batchSize: 1 })[Symbol.asyncIterator]();
    await stream.next();
    for await (const _user of models.User.stream({ batchSize: 1 })) break;
  },
  "a model of its own": async ({ db }) => {
    const Own = db.model("Own", { text: field.text() });
    await Own.create({ text: "x" });
    expect(await Own.count()).toEqual({ count: 1 });
  },
  "many connections' worth of work": async ({ db }) => {
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => db.transaction(() => db.models.User.create(row(`user${at}`)))),
    );
    expect(await db.models.User.count()).toEqual({ count: 51 });
  },
};

/** What belongs to a connection of the server, and not to a transaction. */
const SESSION = `SELECT current_setting('statement_timeout') AS timeout, (SELECT count(*) FROM pg_listening_channels())::int AS listening,
  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())::int AS locks`;

const isolations: readonly TestIsolation[] = ["savepoint", "database"];
const cases = databases.flatMap(({ name, freshUrl }) => isolations.map((isolation) => ({ name, isolation, freshUrl })));

describe.each(cases)("tests on $name isolated by $isolation", ({ name, isolation, freshUrl }) => {
  const prepare = (db: DataFlow<typeof models>) => db.models.User.create(row("Ann"));
  const open = (url: string) => openTestDatabase({ url, models, isolation, prepare });
  /** Every way out is tried on the same one, so whatever one of them leaves is there for those after it, too. */
  let shared: TestDatabase<typeof models>;
  beforeAll(async () => {
    shared = await open(await freshUrl());
  });
  afterAll(() => shared.close());

  const seen = async ({ db }: Context) => ({
    likeIgnoresCase: (await db.connection.query("SELECT 'a' LIKE 'A' AS answer")).rows[0]?.answer,
    session: name === "postgres" ? (await db.connection.query(SESSION)).rows : [],
    users: (await db.models.User.list()).records.map((user) => user.name),
    posts: await db.models.Post.count(),
    records: await db.auditLog.count(),
    others: await Promise.all(
      ["left_over", "owns"].map((table) => db.connection.query(`SELECT * FROM ${table}`).catch((error) => error.code)),
    ),
  });
  const nothing = {
    likeIgnoresCase: name === "postgres" ? false : 1,
    session: name === "postgres" ? [{ timeout: "0", listening: 0, locks: 0 }] : [],
    users: ["Ann"],
    posts: { count: 0 },
    records: { count: 1 },
    others: ["DATABASE.UNDEFINED_TABLE", "DATABASE.UNDEFINED_TABLE"],
  };

  it.each(Object.entries(escapes).map(([way, attempt]) => ({ way, attempt })))(
    "sees nothing of $way",
    async ({ attempt }) => {
      const beside = await shared.createContext();
      expect(await seen(beside)).toEqual(nothing);
      const context = await shared.createContext();
      await attempt(context);
      await context.close();
      expect(await seen(beside)).toEqual(nothing);
      await beside.close();
      await using next = await shared.createContext();
      expect(await seen(next)).toEqual(nothing);
      await next.models.User.create(row("b"));
      await expect(context.models.User.create(row("c"))).rejects.toMatchObject({
        code: expect.stringMatching(/CONNECTION_CLOSED|UNKNOWN_DATABASE/),
      });
    },
  );

  it("leaves the database itself as it was prepared", async () => {
    const url = await freshUrl();
    await using database = await open(url);
    for (const attempt of Object.values(escapes)) {
      await using context = await database.createContext();
      await attempt(context);
    }
    await database.close();
    await using db = new DataFlow(url, { models, tddMode: false });
    const isPrepared = name === "postgres" && isolation === "savepoint";
    expect(await db.models.User.count()).toEqual({ count: isPrepared ? 1 : 0 });
  });

  it("lets tests that run at the same time do the same", async () => {
    await using database = await open(await freshUrl());
    const many = await Promise.all(Array.from({ length: 6 }, () => database.createContext()));
    await Promise.all(
      many.map(async ({ models: { User: Users } }, at) => {
        await Users.create(row(`user${name === "postgres" && isolation === "savepoint" ? at : 0}`));
        expect(await Users.count()).toEqual({ count: 2 });
      }),
    );
    await database.close();
    await expect(database.createContext()).rejects.toMatchObject({ code: "FIXTURE.CLOSED" });
  });
});

const postgres = databases.filter(({ name }) => name === "postgres");

describe.each(postgres)("on $name", ({ freshUrl }) => {
  it("leaves no database behind, and says when it cannot be copied", async () => {
    const url = await freshUrl();
    const control = connect(url);
    await control.query("SELECT 1");
    const refused = openTestDatabase({ url, models, isolation: "database" });
    await expect(refused).rejects.toMatchObject({ code: "FIXTURE.TEMPLATE_IN_USE" });
    await control.close();
    const other = connect(await freshUrl());
    // Other test files make databases on this server, too; the names of this process's say so.
    const own = "SELECT datname FROM pg_database WHERE datname LIKE $1 ORDER BY 1";
    const databasesNow = async () => (await other.query(own, [`scratch\\_%\\_${process.pid}\\_%`])).rows;
    const before = await databasesNow();
    const database = await openTestDatabase({ url, models, isolation: "database" });
    await database.createContext();
    await (await database.createContext()).close();
    expect(await databasesNow()).toHaveLength(before.length + 2);
    await database.close();
    expect(await databasesNow()).toEqual(before);
    await other.close();
  });
});
