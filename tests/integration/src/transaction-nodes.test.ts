import { AsyncLocalStorage } from "node:async_hooks";
import { type DataFlowError, functionNode, LocalRuntime, Workflow } from "@dataflow/core";
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const User = defineModel("User", { name: field.text(), email: field.text().unique() });
const Order = defineModel("Order", { customerId: field.integer().references(() => User), total: field.integer() });
const models = { User, Order };
const runtime = new LocalRuntime();

async function failureOf(work: Promise<unknown>): Promise<DataFlowError> {
  return work.then(
    () => expect.fail("the run did not fail"),
    (error: DataFlowError) => error,
  );
}

describe.each(databases)("transaction nodes on $name", (database) => {
  let db: DataFlow<typeof models>;
  beforeAll(async () => {
    db = await openDatabase(database, { models });
    await db.initialize();
  });
  beforeEach(() => empty());

  async function empty(): Promise<void> {
    await db.models.Order.bulkDelete({ all: true });
    await db.models.User.bulkDelete({ all: true });
  }

  const names = async (of = db) => (await of.models.User.list({ orderBy: ["name"] })).records.map(({ name }) => name);

  /** Nothing waits inside a transaction, and whoever writes next need not wait. */
  async function assertClean(): Promise<void> {
    if (db.connection.dialect === "postgres") {
      const idle =
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
      expect(Number((await db.connection.query(idle)).rows[0]?.n)).toBe(0);
    }
    await db.models.User.create({ name: "~", email: "~@x" });
  }

  /** A run fails, and leaves neither rows nor anything open. */
  async function expectUndone(run: Promise<unknown>, failure: object): Promise<void> {
    expect(await failureOf(run)).toMatchObject(failure);
    expect(await names()).toEqual([]);
    await assertClean();
  }

  /** A scope around a user and an order of that user; how it ends is up to the test. */
  const begun = () =>
    db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {})
      .addNode("UserCreateNode", "user", { name: "A", email: "a@x" })
      .addNode("OrderCreateNode", "order", { total: 5 })
      .addOrder("tx", "user")
      .addConnection("user", "id", "order", "customerId");

  const backend = () => (db.connection.dialect === "postgres" ? "SELECT pg_backend_pid() AS at" : "SELECT 1 AS at");

  it("keeps what is wired between scope and commit together, on one connection, unseen before the commit", async () => {
    const outside = AsyncLocalStorage.snapshot();
    const look = functionNode(async () => ({ inside: await names(), outside: await outside(() => names()) }));
    const workflow = begun()
      .addNode("SqlQueryNode", "first", { sql: backend() })
      .addNode("SqlQueryNode", "second", { sql: backend() })
      .addNode(look, "look")
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("UserListNode", "after", { fields: ["name"] })
      .addOrder("tx", "first")
      .addOrder("order", "second")
      .addOrder("first", "commit")
      .addOrder("second", "look")
      .addOrder("look", "commit")
      .addOrder("commit", "after")
      .build();
    const { results, runId } = await runtime.execute(workflow);
    expect(results.tx).toEqual({ transactionId: `${runId}.tx`, status: "started" });
    expect(results.commit).toEqual({ transactionId: `${runId}.tx`, status: "committed" });
    expect(results.first.rows).toEqual(results.second.rows);
    // A plain function joins as well: the transaction belongs to the async context.
    expect(results.look).toEqual({ inside: ["A"], outside: [] });
    expect(results.after.records.map(({ name }) => name)).toEqual(["A"]);
    await assertClean();
  });

  it("is undone by a rollback, which says why", async () => {
    const workflow = begun()
      .addNode("TransactionRollbackNode", "undo", { reason: "only a try" })
      .addOrder("order", "undo")
      .build();
    const { results } = await runtime.execute(workflow);
    expect(results.order.total).toBe(5);
    expect(results.undo).toMatchObject({ status: "rolledBack", reason: "only a try" });
    expect(await names()).toEqual([]);
    await assertClean();
  });

  it.each([
    ["a statement fails", { email: "a@x" }, {}],
    ["a statement fails, and is tried again", { email: "a@x" }, { retry: { attempts: 2, delayMs: 1 } }],
  ])("undoes everything when %s", async (_case, second, options) => {
    const workflow = begun()
      .addNode("UserCreateNode", "again", { name: "B", ...second }, options)
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("order", "again")
      .addOrder("again", "commit")
      .build();
    const failure = { meta: { nodeId: "again" }, cause: { code: "DATABASE.UNIQUE_VIOLATION" } };
    await expectUndone(runtime.execute(workflow), failure);
  });

  it("goes on after a node that may fail, whose work alone is undone", async () => {
    const workflow = begun()
      .addNode(
        "UserBulkCreateNode",
        "some",
        {
          data: [
            { name: "B", email: "b@x" },
            { name: "C", email: "a@x" },
          ],
        },
        { onError: "continue" },
      )
      .addNode("TransactionCommitNode", "commit", {})
      .addNode("MergeNode", "last", {})
      .addOrder("order", "some")
      .addConnection("some", "inserted", "last", "some")
      .addConnection("order", "id", "last", "order")
      .addOrder("last", "commit")
      .build();
    const { errors } = await runtime.execute(workflow);
    expect(Object.keys(errors)).toEqual(["some"]);
    expect(await names()).toEqual(["A"]);
    await assertClean();
  });

  it("undoes everything when the run is cancelled in the middle, and stops the statement that runs", async () => {
    const stop = new AbortController();
    const slow = db.connection.dialect === "postgres" ? "SELECT pg_sleep(600)" : "SELECT 1";
    const workflow = begun()
      .addNode("SqlQueryNode", "slow", { sql: slow })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("order", "slow")
      .addOrder("slow", "commit")
      .build();
    const onEvent = ({ type, nodeId }: { readonly type: string; readonly nodeId?: string }) => {
      if (type === "node-start" && nodeId === "slow") setTimeout(() => stop.abort(), 20);
      if (type === "node-success" && nodeId === "slow") stop.abort();
    };
    const run = runtime.execute(workflow, { signal: stop.signal, onEvent: onEvent as never });
    await expectUndone(run, { code: "RUNTIME.CANCELLED" });
  });

  it("undoes everything when its time is over", async () => {
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", { timeoutMs: 60 })
      .addNode("UserCreateNode", "user", { name: "A", email: "a@x" })
      .addNode(
        functionNode(async () => new Promise((resolve) => setTimeout(resolve, 120))),
        "slow",
      )
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("tx", "user")
      .addOrder("user", "slow")
      .addOrder("slow", "commit")
      .build();
    const failure = { meta: { nodeId: "tx" }, cause: { code: "DATABASE.TRANSACTION_TIMEOUT" } };
    await expectUndone(runtime.execute(workflow), failure);
  });

  it("is as isolated and as read-only as it is told", async () => {
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", { isolation: "serializable", readOnly: true })
      .addNode("UserCreateNode", "user", { name: "A", email: "a@x" })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("tx", "user")
      .addOrder("user", "commit")
      .build();
    await expectUndone(runtime.execute(workflow), { cause: { code: "DATABASE.READ_ONLY" } });
  });

  it("goes back to a savepoint", async () => {
    const workflow = begun()
      .addNode("SavepointNode", "mark", { name: "before_b" })
      .addNode("UserCreateNode", "b", { name: "B", email: "b@x" })
      .addNode("RollbackToSavepointNode", "back", { savepoint: "before_b" })
      .addNode("UserCreateNode", "c", { name: "C", email: "b@x" })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("order", "mark")
      .addOrder("mark", "b")
      .addOrder("b", "back")
      .addOrder("back", "c")
      .addOrder("c", "commit")
      .build();
    const { results } = await runtime.execute(workflow);
    expect(results.back).toMatchObject({ savepoint: "before_b", status: "rolledBack" });
    expect(await names()).toEqual(["A", "C"]);
    const unknown = begun()
      .addNode("TransactionRollbackToSavepointNode", "back", { savepoint: "nowhere" })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("order", "back")
      .addOrder("back", "commit");
    await empty();
    expect(await failureOf(runtime.execute(unknown.build()))).toMatchObject({
      cause: { code: "DATABASE.UNKNOWN_SAVEPOINT" },
    });
    await assertClean();
  });

  it("is a savepoint inside another scope, and inside a run's transaction", async () => {
    const workflow = () =>
      begun()
        .addNode("TransactionScopeNode", "inner", {})
        .addNode("UserCreateNode", "b", { name: "B", email: "b@x" })
        .addNode("TransactionRollbackNode", "undo", {})
        .addNode("UserCreateNode", "c", { name: "C", email: "c@x" })
        .addNode("TransactionCommitNode", "commit", {})
        .addOrder("order", "inner")
        .addOrder("inner", "b")
        .addOrder("b", "undo")
        .addOrder("undo", "c")
        .addOrder("c", "commit");
    await runtime.execute(workflow().build());
    expect(await names()).toEqual(["A", "C"]);
    await empty();
    const failing = workflow()
      .addNode("UserCreateNode", "twice", { name: "D", email: "c@x" })
      .addOrder("commit", "twice");
    const twice = { meta: { nodeId: "twice" }, cause: { code: "DATABASE.UNIQUE_VIOLATION" } };
    await expectUndone(runtime.execute(failing.build(), { transaction: true }), twice);
  });

  it("runs parallel branches one after the other", async () => {
    const builder = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {})
      .addNode("TransactionCommitNode", "commit", {});
    const untyped = builder as unknown as {
      addNode(...parts: unknown[]): void;
      addOrder(from: string, to: string): void;
    };
    for (let index = 0; index < 12; index++) {
      untyped.addNode("UserCreateNode", `u${index}`, {
        name: `u${String(index).padStart(2, "0")}`,
        email: `${index}@x`,
      });
      untyped.addOrder("tx", `u${index}`);
      untyped.addOrder(`u${index}`, "commit");
    }
    await runtime.execute(builder.build());
    expect(await names()).toHaveLength(12);
    await assertClean();
  });

  it("takes in what nested workflows do", async () => {
    const one = db.workflow().addNode("UserCreateNode", "user", { email: "n@x" });
    const nested = one.build({ inputs: { user: ["name"] } });
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {})
      .addNode("WorkflowNode", "each", {
        workflow: nested as unknown as Workflow,
        inputs: { name: "user.name" },
        name: "N",
      })
      .addNode("TransactionRollbackNode", "undo", {})
      .addOrder("tx", "each")
      .addOrder("each", "undo")
      .build();
    await runtime.execute(workflow);
    expect(await names()).toEqual([]);
    await assertClean();
  });

  it("ends on the branch that is taken, and fails when that branch has no end", async () => {
    const builder = begun()
      .addNode("SwitchNode", "enough", { cases: [{ when: { $gte: 10 }, output: "yes" }], default: "no" })
      .addNode("TransactionCommitNode", "commit", {})
      .addConnection("order", "total", "enough", "value")
      .addConnection("enough", "yes", "commit", ".");
    const complete = builder.build();
    const error = await failureOf(runtime.execute(complete));
    expect(error).toMatchObject({ code: "RUNTIME.SCOPE_LEFT_OPEN", meta: { openedBy: ["tx"] } });
    expect(await names()).toEqual([]);
    const both = builder.addNode("TransactionRollbackNode", "undo", {}).addConnection("enough", "no", "undo", ".");
    const { skipped } = await runtime.execute(Workflow.fromJSON(JSON.stringify(both.build()), db));
    expect(skipped).toEqual(["commit"]);
    expect(await names()).toEqual([]);
    await assertClean();
  });

  it("keeps two databases apart, each with its own scope", async () => {
    const other = await openDatabase(database, { models });
    await other.initialize();
    const nodes = other.transactionNodes;
    const workflow = begun()
      .addNode(nodes.TransactionScopeNode, "otherTx")
      .addNode(other.models.User.nodes.create, "copy")
      .addNode(nodes.TransactionRollbackNode, "otherUndo")
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("otherTx", "copy")
      .addOrder("tx", "otherTx")
      .addConnection("user", "name", "copy", "name")
      .addConnection("user", "email", "copy", "email")
      .addOrder("user", "otherTx")
      .addOrder("copy", "otherUndo")
      .addOrder("order", "commit")
      .addOrder("otherUndo", "commit")
      .build();
    const { results } = await runtime.execute(workflow);
    expect(results.copy.name).toBe("A");
    expect([await names(), await names(other)]).toEqual([["A"], []]);
    await assertClean();
  });
});

describe("transaction nodes when the server is lost", () => {
  it("fails, undoes everything and leaves the pool whole when the backend is killed in the middle", async () => {
    const postgres = databases.find(({ name }) => name === "postgres");
    if (postgres === undefined) throw new Error("no server");
    const db = await openDatabase(postgres, { models });
    await db.initialize();
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {})
      .addNode("UserCreateNode", "user", { name: "A", email: "a@x" })
      .addNode(
        "SqlQueryNode",
        "kill",
        { sql: "SELECT pg_terminate_backend(pg_backend_pid())" },
        { onError: "continue" },
      )
      .addNode("UserCreateNode", "b", { name: "B", email: "b@x" })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("tx", "user")
      .addOrder("user", "kill")
      .addOrder("user", "b")
      .addOrder("b", "commit")
      .addOrder("kill", "commit")
      .build();
    const error = await failureOf(runtime.execute(workflow));
    expect(error.code).toMatch(/^RUNTIME\.(NODE_FAILED|SCOPE_LEFT_OPEN)$/);
    expect(await db.models.User.count()).toEqual({ count: 0 });
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => db.models.User.create({ name: "n", email: `${index}@x` })),
    );
    expect(await db.models.User.count()).toEqual({ count: 25 });
  });
});
