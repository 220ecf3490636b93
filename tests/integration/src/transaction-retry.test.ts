/** Scopes with `retry`, and commits whose answer is lost, seen from workflows. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Diagnostic,
  functionNode,
  isDataFlowError,
  LocalRuntime,
  type NodeOptions,
  type RunEvent,
} from "@dataflow/core";
import { connect } from "@dataflow/database";
import { DataFlow, defineModel, field } from "@dataflow/model";
import { holdFileLock, startFaultProxy } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { databases, openDatabase } from "./open-database.ts";

const Account = defineModel("Account", { owner: field.text(), balance: field.integer().default(0) });
const models = { Account };
type Bank = DataFlow<typeof models>;
const runtime = new LocalRuntime();
const RETRY = { retry: { attempts: 40, delayMs: 2 } };

/** Adds one to a balance by reading it first: two at a time would lose one of them. `between` comes after the reading. */
function addOne(db: Bank, recordId: number, retry: NodeOptions = RETRY, between: () => unknown = () => undefined) {
  const next = functionNode(async ({ balance }: { balance: number }) => {
    await between();
    return { balance: balance + 1 };
  });
  return db
    .workflow()
    .addNode("TransactionScopeNode", "tx", { isolation: "serializable" }, retry)
    .addNode("AccountReadNode", "before", { recordId })
    .addNode(next, "next", {}, { repeatable: true })
    .addNode("AccountUpdateNode", "after", { recordId })
    .addNode("TransactionCommitNode", "commit", {})
    .addOrder("tx", "before")
    .addConnection("before", "balance", "next", "balance")
    .addConnection("next", "balance", "after", "balance")
    .addOrder("after", "commit")
    .build();
}

async function bankOn(database: (typeof databases)[number]) {
  const db = await openDatabase(database, { models });
  const { id } = await db.models.Account.create({ owner: "Ada" });
  return { db, id, balance: async () => (await db.models.Account.read(id))?.balance };
}

describe.each(databases)("a transaction scope with retry on $name", (database) => {
  it("loses nothing when many runs contradict each other", async () => {
    const { db, id, balance } = await bankOn(database);
    await Promise.all(Array.from({ length: 8 }, () => runtime.execute(addOne(db, id))));
    expect(await balance()).toBe(8);
    expect(db.connection.stats()).toMatchObject({ inUse: 0, waiting: 0 });
  });

  it("is refused when a node in it leaves something outside of the database, or in another one", async () => {
    const db = await openDatabase(database, { models });
    const other = await openDatabase(database, { models });
    const workflow = db
      .workflow()
      .addNode("TransactionScopeNode", "tx", {}, RETRY)
      .addNode("AccountCreateNode", "here", { owner: "Ada" })
      .addNode(other.models.Account.nodes.create, "there", { owner: "Ada" })
      .addNode("HttpRequestNode", "mail", { url: "https://example.com/", method: "POST" })
      .addNode("AccountExportNode", "file", { sink: process.stdout })
      .addNode("SqlQueryNode", "sql", { sql: "SELECT 1" })
      .addNode("SavepointNode", "mark", { name: "mark" })
      .addNode("TransactionCommitNode", "commit", {});
    const inside = ["here", "there", "mail", "file", "sql", "mark"] as const;
    for (const id of inside) workflow.addOrder("tx", id).addOrder(id, "commit");
    const refused = diagnosticsOf(() => workflow.build()).map(({ code, path }) => `${code} ${path}`);
    expect(refused).toEqual(["there", "mail", "file"].map((id) => `WORKFLOW.SCOPE_NOT_REPEATABLE nodes.${id}`));
  });

  it("inside a run's transaction leaves trying again to the run", async () => {
    const { db, id, balance } = await bankOn(database);
    const transaction = { isolation: "serializable", retry: { attempts: 40, delayMs: 2 } };
    const workflow = db
      .workflow()
      .addNode("AccountReadNode", "before", { recordId: id })
      .addNode("TransactionScopeNode", "tx", {}, RETRY)
      .addNode("AccountUpdateNode", "after", { recordId: id, fields: { balance: { $inc: 1 } } })
      .addNode("TransactionCommitNode", "commit", {})
      .addOrder("before", "tx")
      .addOrder("tx", "after")
      .addOrder("after", "commit")
      .build();
    const tried: string[] = [];
    const onEvent = ({ type }: RunEvent) => void tried.push(type);
    await Promise.all(Array.from({ length: 6 }, () => runtime.execute(workflow, { transaction, onEvent })));
    expect(await balance()).toBe(6);
    expect(tried).not.toContain("node-retry");
  });
});

function diagnosticsOf(build: () => unknown): readonly Diagnostic[] {
  try {
    build();
  } catch (error) {
    if (isDataFlowError(error)) return error.diagnostics;
  }
  return [];
}

describe("what makes a scope begin again", () => {
  const named = (name: string) => databases.find((one) => one.name === name) ?? expect.fail(`no ${name}`);

  it("is a row that another transaction has changed meanwhile", async () => {
    const { db, id, balance } = await bankOn(named("postgres"));
    const outside = AsyncLocalStorage.snapshot();
    const disturb = (times: number) => async () => {
      if (times-- > 0) await outside(() => db.models.Account.update(id, { balance: { $inc: 10 } }));
    };
    const without = runtime.execute(addOne(db, id, {}, disturb(1)));
    await expect(without).rejects.toMatchObject({ cause: { code: "DATABASE.SERIALIZATION_FAILURE" } });
    const { results } = await runtime.execute(addOne(db, id, RETRY, disturb(2)));
    expect([results.before.balance, results.after.balance, await balance()]).toEqual([30, 31, 31]);
    const twice = { retry: { attempts: 2, delayMs: 1 } };
    const often = runtime.execute(addOne(db, id, twice, disturb(9)));
    await expect(often).rejects.toMatchObject({
      meta: { nodeId: "after" },
      cause: { code: "DATABASE.SERIALIZATION_FAILURE" },
    });
    expect(await balance()).toBe(51);
    expect(db.connection.stats()).toMatchObject({ inUse: 0, waiting: 0 });
  });

  it("is a file that somebody else writes to", async () => {
    const url = await named("sqlite").freshUrl();
    await using patient = new DataFlow(url, { models });
    const { id } = await patient.models.Account.create({ owner: "Ada" });
    await using db = new DataFlow(undefined, { models, connection: connect(url, { busyTimeoutMs: 100 }) });
    await db.initialize();
    await using lock = await holdFileLock(url);
    const without = runtime.execute(addOne(db, id, {}));
    await expect(without).rejects.toMatchObject({ cause: { code: "DATABASE.BUSY" } });
    let released: Promise<void> | undefined;
    const onEvent = ({ type }: RunEvent) => {
      if (type === "node-retry") released ??= lock.release();
    };
    const { results } = await runtime.execute(addOne(db, id), { onEvent });
    expect([results.after.balance, released === undefined]).toEqual([1, false]);
  });
});

describe("a commit whose answer is lost", () => {
  const COMMIT = { kind: "Query", text: "COMMIT" } as const;

  it("is asked for by a run, a scope and a DataFlow with confirmCommit, and unknown without", async () => {
    const url = (await databases.find(({ name }) => name === "postgres")?.freshUrl()) ?? expect.fail("no server");
    await using proxy = await startFaultProxy(url);
    await using plain = new DataFlow(proxy.url, { models, poolSize: 1 });
    await using confirmed = new DataFlow(proxy.url, { models, poolSize: 1, confirmCommit: true });
    await confirmed.models.Account.create({ owner: "first" });
    await plain.initialize();
    const create = plain.workflow().addNode("AccountCreateNode", "create", { owner: "run" }).build();
    const scoped = (parameters: { readonly confirmCommit?: boolean }) =>
      plain
        .workflow()
        .addNode("TransactionScopeNode", "tx", parameters)
        .addNode("AccountCreateNode", "create", { owner: "scope" })
        .addNode("TransactionCommitNode", "commit", {})
        .addOrder("tx", "create")
        .addOrder("create", "commit")
        .build();
    const lost = (work: () => Promise<unknown>) => {
      void proxy.at(COMMIT, "loseReply");
      return work();
    };
    const unknown = { code: "DATABASE.COMMIT_UNKNOWN" };
    await expect(lost(() => runtime.execute(create, { transaction: true }))).rejects.toMatchObject(unknown);
    await expect(lost(() => runtime.execute(scoped({})))).rejects.toMatchObject({ cause: unknown });
    await lost(() => runtime.execute(create, { transaction: { confirmCommit: true } }));
    await lost(() => runtime.execute(scoped({ confirmCommit: true })));
    await lost(() => confirmed.models.Account.create({ owner: "single" }));
    await lost(() => confirmed.models.Account.bulkCreate([{ owner: "bulk" }, { owner: "bulk" }]));
    const owners = (await plain.models.Account.list({ orderBy: ["id"] })).records.map(({ owner }) => owner);
    expect(owners).toEqual(["first", "run", "scope", "run", "scope", "single", "bulk", "bulk"]);
  });
});
