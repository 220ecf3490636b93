import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../index.ts";
import type { FaultAction } from "./fault-action.ts";
import { type FaultProxy, type FaultProxyOptions, startFaultProxy } from "./fault-proxy.ts";
import { serverSessions, terminateSessions } from "./server-sessions.ts";
import type { WireMessage } from "./wire-message.ts";

let server: PostgresServer;
let url = "";
const clients: pg.Client[] = [];
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  const direct = await connected(url);
  await direct.query("CREATE TABLE t (id integer)");
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  for (const client of clients.splice(0)) await client.end().catch(() => undefined);
});
afterAll(() => server.stop());

async function proxied(options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const proxy = await startFaultProxy(url, options);
  proxies.push(proxy);
  return proxy;
}

async function connected(to: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: to, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

async function stored(): Promise<readonly number[]> {
  const client = await connected(url);
  const { rows } = await client.query<{ id: number }>("SELECT id FROM t ORDER BY id");
  await client.query("DELETE FROM t");
  return rows.map(({ id }) => id);
}

describe.each(["tcp", "unix"] as const)("a proxy over %s", (transport) => {
  it("passes everything and tells the messages of both sides", async () => {
    const seen: WireMessage[] = [];
    const decide = (message: WireMessage): FaultAction => {
      seen.push(message);
      return "pass";
    };
    const proxy = await proxied({ transport, decide });
    const client = await connected(proxy.url);
    await client.query("INSERT INTO t VALUES ($1)", [7]);
    await client.query("DELETE FROM t");
    expect(proxy.connections).toBe(1);
    const requests = seen.filter(({ startsRequest }) => startsRequest);
    expect(requests.map(({ kind, text }) => [kind, text])).toEqual([
      ["Startup", ""],
      ["Parse", "INSERT INTO t VALUES ($1)"],
      ["Query", "DELETE FROM t"],
    ]);
    const commands = seen.filter(({ kind }) => kind === "CommandComplete");
    expect(commands.map(({ text }) => text)).toEqual(["INSERT 0 1", "DELETE 1"]);
    expect(seen.filter(({ kind }) => kind === "ReadyForQuery")).toHaveLength(requests.length);
    expect(seen.filter(({ kind }) => kind === "Unknown")).toEqual([]);
  });
});

describe("a connection that is broken", () => {
  const insert = async (client: pg.Client, id: number) => client.query("INSERT INTO t VALUES ($1)", [id]);

  it.each<{ action: FaultAction; arrives: readonly number[] }>([
    { action: "cutBefore", arrives: [] },
    { action: "loseReply", arrives: [2] },
  ])("$action: the second insert is $arrives", async ({ action, arrives }) => {
    const proxy = await proxied();
    const reached = proxy.at({ kind: "Parse", text: /^INSERT/, nth: 2 }, action);
    const client = await connected(proxy.url);
    await insert(client, 1);
    await expect(insert(client, 2)).rejects.toThrow();
    expect(await reached).toMatchObject({ from: "client", connection: 1 });
    expect(await stored()).toEqual([1, ...arrives]);
    await insert(await connected(proxy.url), 3);
    expect(await stored()).toEqual([3]);
  });

  it("loses the answer to the request that is meant, and none before it", async () => {
    const proxy = await proxied();
    void proxy.at({ kind: "Query", text: "INSERT INTO t VALUES (2)" }, "loseReply");
    const client = await connected(proxy.url);
    // One after the other without waiting, so that answers are on their way when the second one is sent.
    const ends = await Promise.allSettled([1, 2, 3].map((id) => client.query(`INSERT INTO t VALUES (${id})`)));
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(await stored()).toEqual([1, 2]);
  });

  it("after a message does what was said until then", async () => {
    const proxy = await proxied();
    void proxy.at({ from: "client", kind: "Query" }, "cutAfter");
    const client = await connected(proxy.url);
    await expect(client.query("INSERT INTO t VALUES (4)")).rejects.toThrow();
    await expect.poll(() => serverSessions(url)).toEqual([]);
    expect(await stored()).toEqual([4]);
  });

  it("on the server's side, at an answer", async () => {
    const proxy = await proxied();
    void proxy.at({ from: "server", kind: "CommandComplete", text: "SELECT" }, "cutBefore");
    const client = await connected(proxy.url);
    await insert(client, 5);
    await expect(client.query("SELECT 1")).rejects.toThrow();
    expect(await stored()).toEqual([5]);
  });

  it("by half: who has nothing more to say still hears", async () => {
    const proxy = await proxied();
    void proxy.at({ kind: "Query" }, "halfClose");
    const client = await connected(proxy.url);
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await expect(client.query("SELECT 2")).rejects.toThrow();
  });

  it("by all", async () => {
    const proxy = await proxied();
    const client = await connected(proxy.url);
    proxy.cut();
    await expect(client.query("SELECT 1")).rejects.toThrow();
    await connected(proxy.url);
  });
});

describe("a connection that does not break", () => {
  it("is slow", async () => {
    const proxy = await proxied();
    void proxy.at({ kind: "Query" }, { delayMs: 80 });
    const client = await connected(proxy.url);
    const startedAt = performance.now();
    await client.query("SELECT 1");
    expect(performance.now() - startedAt).toBeGreaterThan(70);
  });

  it("goes silent and says nothing until it is healed; then it is lost, and others work", async () => {
    const proxy = await proxied();
    const client = await connected(proxy.url);
    proxy.silence();
    let isSettled = false;
    const asked = client.query("SELECT 1").finally(() => {
      isSettled = true;
    });
    const failed = expect(asked).rejects.toThrow();
    await expect(connected(proxy.url)).rejects.toThrow(/timeout/);
    expect(isSettled).toBe(false);
    proxy.heal();
    await failed;
    await connected(proxy.url);
  });

  it("does not hear that its client has gone while it is silent", async () => {
    const proxy = await proxied();
    const client = await connected(proxy.url);
    await client.query("BEGIN");
    void proxy.at({ kind: "Query" }, "silence");
    void client.query("SELECT 1").catch(() => undefined);
    await expect.poll(() => serverSessions(url, { state: "idle in transaction" })).toHaveLength(1);
    await client.end().catch(() => undefined);
    expect(await serverSessions(url, { state: "idle in transaction" })).toHaveLength(1);
    expect(await terminateSessions(url, { state: "idle in transaction" })).toBe(1);
    expect(await serverSessions(url)).toEqual([]);
  });

  it("refuses who comes later", async () => {
    const proxy = await proxied();
    const client = await connected(proxy.url);
    proxy.refuse();
    await expect(connected(proxy.url)).rejects.toThrow();
    await client.query("SELECT 1");
    proxy.heal();
    await connected(proxy.url);
  });
});
