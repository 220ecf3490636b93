// Ways to leave something behind for the next test. Each must have happened, or be refused by name, or be about to happen
// when the test ends.
import { LocalRuntime, type Workflow } from "@dataflow/core";
import { drizzleHandle, openTransaction } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { TestContext } from "./test-context.ts";

const User = defineModel("User", { name: field.text(), email: field.text().unique() }, { auditLog: true });
const Post = defineModel("Post", { userId: field.integer().references(() => User), title: field.text() });
export const models = { User, Post };
export type Context = TestContext<typeof models>;
type Escape = (context: Context) => unknown;

export const row = (name: string) => ({ name, email: `${name}@example.com` });
const Own = defineModel("Own", { text: field.text() });
const runtime = new LocalRuntime();
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

async function* slowRows() {
  for (let at = 0; ; at++) {
    yield row(`slow${at}`);
    await pause();
  }
}

const insert =
  "INSERT INTO users (name, email, created_at, updated_at) SELECT 'x', 'x', created_at, updated_at FROM users";

export const escapes: Readonly<Record<string, Escape>> = {
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
  "transaction nodes": async ({ db }) => {
    const ended = (end: "TransactionCommitNode" | "TransactionRollbackNode", name: string) =>
      db
        .workflow()
        .addNode("TransactionScopeNode", "tx", {})
        .addNode("UserCreateNode", "user", row(name))
        .addNode(end, "end", {})
        .addOrder("tx", "user")
        .addOrder("user", "end");
    await runtime.execute(ended("TransactionCommitNode", "a").build());
    await runtime.execute(ended("TransactionRollbackNode", "b").build());
    expect(await db.models.User.count()).toEqual({ count: 2 });
  },
  "a saga": async ({ db }) => {
    const create = db.workflow().addNode("UserCreateNode", "user", row("a")).build();
    // A step takes any workflow, whatever its results are.
    const steps = [{ name: "first", action: create as unknown as Workflow }];
    await runtime.execute(db.workflow().addNode("SagaNode", "saga", { saga: "sign up", key: "a", steps }).build());
    expect(await db.models.User.count()).toEqual({ count: 2 });
  },
  "bulk operations": async ({ models: { User: Users } }) => {
    await Users.bulkCreate(Array.from({ length: 1_500 }, (_, at) => row(`bulk${at}`)));
    await Users.bulkUpsert([{ ...row("Ann"), name: "Anna" }], { keyFields: ["email"] });
    await Users.bulkUpdate({ filter: {}, update: { name: "all" }, all: true });
    await Users.bulkCreate([row("Bob"), row("Bob")]).catch(() => undefined);
    expect(await Users.count({ filter: { name: "all" } })).toEqual({ count: 1_501 });
  },
  "an import, and a bulk operation that goes on": async ({ models: { User: Users } }) => {
    await Users.import(["name,email\nfile,file@example.com\n"], { format: "csv" });
    expect(await Users.count()).toEqual({ count: 2 });
    Users.bulkCreate(slowRows(), { batchSize: 1 }).catch(() => undefined);
    await pause();
  },
  "a transaction and a session that somebody holds": async ({ db: { connection }, models: { User: Users } }) => {
    const transaction = await openTransaction(connection);
    await transaction.run(() => Users.create(row("a")));
    connection.session(() => new Promise(() => undefined)).catch(() => undefined);
    await pause();
  },
  "a transaction over several databases": async ({ db: { connection }, models: { User: Users }, db }) => {
    await using other = new DataFlow("sqlite::memory:", { models: { Own }, tddMode: false });
    const both = db.distributedTransaction([other], () =>
      Promise.all([Users.create(row("a")), other.models.Own.count()]),
    );
    await both.catch(({ code }) => expect(code).toMatch(/^DATABASE.DISTRIBUTED/));
    expect(connection.inTransaction).toBe(false);
  },
  "what a session has prepared and opened": async ({ db: { connection } }) => {
    if (connection.dialect === "sqlite") {
      await connection.run("PRAGMA user_version = 7");
      await connection.run("PRAGMA recursive_triggers = ON");
      return connection.run("ATTACH ':memory:' AS beside").catch(() => undefined);
    }
    await connection.run("PREPARE by_hand AS SELECT 1; DECLARE held CURSOR WITH HOLD FOR SELECT 1");
    await connection.run("SET search_path = pg_catalog; SET ROLE pg_read_all_data; SET SESSION jit = on");
    await connection.run("SELECT set_config('dataflow.test', 'left', false)");
  },
  "a statement that runs on": async ({ db: { connection } }) => {
    if (connection.dialect === "sqlite") return connection.query(insert);
    connection.query("SELECT pg_sleep(1)").catch(() => undefined);
    await pause();
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
    return pause();
  },
  "streams left open": async ({ models }) => {
    await models.User.create(row("a"));
    const stream = models.User.stream({ batchSize: 1 })[Symbol.asyncIterator]();
    await stream.next();
    for await (const _user of models.User.stream({ batchSize: 1 })) break;
  },
  "a model of its own": async ({ db }) => {
    const Added = db.model(Own);
    await Added.create({ text: "x" });
    expect(await Added.count()).toEqual({ count: 1 });
  },
  "many connections' worth of work": async ({ db }) => {
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => db.transaction(() => db.models.User.create(row(`user${at}`)))),
    );
    expect(await db.models.User.count()).toEqual({ count: 51 });
  },
};
