/** The answer to a commit does not arrive, and the server is asked. */
import { databases } from "@dataflow-tooling/vitest";
import { type FaultAction, startKillableServer, withSeed } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { codeOf, failureOf, freshUrl, open, proxied } from "../test-support.fixture.ts";
import { expectWhole } from "./ledger.fixture.ts";

const COMMIT = { kind: "Query", text: "COMMIT" } as const;

async function withTable(url: string): Promise<Connection> {
  const connection = open(url);
  await connection.run("CREATE TABLE t (id integer)");
  return connection;
}

const ids = async (connection: Connection) =>
  (await connection.query("SELECT id FROM t ORDER BY id")).rows.map(({ id }) => id);

const insert = (connection: Connection, id: number) =>
  connection.execute({ text: "INSERT INTO t VALUES ($1)", name: "insert_one" }, [id]);

describe("a commit whose answer is lost", () => {
  it("is unknown by default, and the error says how to find out", async () => {
    const url = await freshUrl("postgres");
    const [direct, proxy] = [await withTable(url), await proxied(url)];
    const connection = open(proxy.url, { poolSize: 1 });
    void proxy.at(COMMIT, "loseReply");
    const error = await failureOf(() => connection.transaction(() => connection.run("INSERT INTO t VALUES (1)")));
    expect(error).toMatchObject({ code: "DATABASE.COMMIT_UNKNOWN", isRetryable: false });
    expect(error.fix).toContain("confirmCommit");
    expect(await ids(direct)).toEqual([1]);
    await expectWhole(connection, url);
  });

  it.each<{ action: FaultAction; becomes: "kept" | "undone" }>([
    { action: "loseReply", becomes: "kept" },
    { action: "cutBefore", becomes: "undone" },
  ])("with confirmCommit, $action: it is $becomes, for certain", async ({ action, becomes }) => {
    const url = await freshUrl("postgres");
    const [direct, proxy] = [await withTable(url), await proxied(url)];
    const connection = open(proxy.url, { poolSize: 1 });
    const put = (id: number) => connection.transaction(() => insert(connection, id), { confirmCommit: true });
    await put(1);
    for (const run of [() => put(2), () => connection.session(() => put(3))]) {
      void proxy.at(COMMIT, action);
      if (becomes === "kept") await run();
      else expect(await codeOf(run)).toBe("DATABASE.CONNECTION_LOST");
    }
    expect(await ids(direct)).toEqual(becomes === "kept" ? [1, 2, 3] : [1]);
    await expectWhole(connection, url);
  });

  it.each<{ name: string; work: (connection: Connection, id: number) => unknown }>([
    { name: "transaction", work: (connection, id) => connection.transaction(() => insert(connection, id)) },
    { name: "execute", work: insert },
    { name: "query", work: (connection, id) => connection.query("INSERT INTO t VALUES ($1)", [id]) },
    { name: "run", work: (connection, id) => connection.run(`INSERT INTO t VALUES (${id})`) },
  ])("with confirmCommit is either kept or undone, whichever way it breaks ($name)", async ({ work }) => {
    await withSeed(async (choice) => {
      const url = await freshUrl("postgres");
      const [direct, proxy] = [await withTable(url), await proxied(url)];
      const connection = open(proxy.url, { poolSize: 2, confirmCommit: true });
      const kept: number[] = [];
      for (let id = 0; id < 12; id++) {
        void proxy.at(
          { nth: choice.whole(1, 24), from: choice.oneOf(["client", "server"]) },
          choice.oneOf<FaultAction>(["cutBefore", "cutAfter", "loseReply"]),
        );
        const code = await Promise.resolve(work(connection, id)).then(
          () => kept.push(id),
          (error: unknown) => Reflect.get(Object(error), "code"),
        );
        expect(code).not.toBe("DATABASE.COMMIT_UNKNOWN");
      }
      proxy.heal();
      expect(await ids(direct)).toEqual(kept);
      await expectWhole(connection, url);
    });
  });

  it("because the server was killed is asked for when the server is back", { timeout: 60_000 }, async () => {
    await using server = await startKillableServer();
    const url = await server.createDatabase();
    const [direct, proxy] = [await withTable(url), await proxied(url)];
    const connection = open(proxy.url, { poolSize: 1 });
    const reached = proxy.at(COMMIT, "loseReply").then(async () => {
      await server.kill();
      await server.start();
    });
    const run = connection.transaction(() => connection.run("INSERT INTO t VALUES (1)"), { confirmCommit: true });
    const isKept = await run.then(
      () => true,
      () => false,
    );
    await reached;
    expect(await ids(direct)).toEqual(isKept ? [1] : []);
    await expectWhole(connection, url);
    await Promise.all([direct.close(), connection.close()]);
  });
});

describe("a single statement whose answer is lost", () => {
  it("is unknown by default, and the error says how to find out", async () => {
    const [, proxy] = await prepared();
    const connection = open(proxy.url, { poolSize: 1 });
    await insert(connection, 1);
    void proxy.at({ kind: "Bind" }, "loseReply");
    const error = await failureOf(async () => insert(connection, 2));
    expect(error).toMatchObject({ code: "DATABASE.CONNECTION_LOST", isRetryable: false });
    expect(error.fix).toContain("confirmCommit: true");
  });

  it("of a connection with confirmCommit is kept although its commit was not answered; so is a transaction", async () => {
    const [direct, proxy, url] = await prepared();
    const connection = open(proxy.url, { poolSize: 1, confirmCommit: true });
    const transaction = () => connection.transaction(() => connection.run("INSERT INTO t VALUES (2)"));
    const held = () =>
      connection.session(() => connection.transaction(() => connection.run("INSERT INTO t VALUES (3)")));
    for (const run of [async () => insert(connection, 1), transaction, held]) {
      void proxy.at(COMMIT, "loseReply");
      await run();
    }
    expect(await ids(direct)).toEqual([1, 2, 3]);
    await expectWhole(connection, url);
  });

  it("has written nothing, and is known to have been lost", async () => {
    const [, proxy, url] = await prepared();
    const connection = open(proxy.url, { poolSize: 1, confirmCommit: true });
    void proxy.at(COMMIT, "loseReply");
    expect(await codeOf(() => connection.query("SELECT 1"))).toBe("DATABASE.CONNECTION_LOST");
    await expectWhole(connection, url);
  });

  it("of a connection with confirmCommit survives a table that changes under it", async () => {
    const [direct, , url] = await prepared();
    const connection = open(url, { confirmCommit: true, poolSize: 1 });
    const read = { text: "SELECT * FROM t", name: "read_all" };
    await insert(connection, 1);
    await connection.execute(read, []);
    await direct.run("ALTER TABLE t ADD COLUMN note text");
    expect((await connection.execute(read, [])).rows).toEqual([["1", null]]);
    await expectWhole(connection, url);
  });

  it("may be one that no transaction takes: it runs alone, and is not confirmed", async () => {
    const [direct, proxy, url] = await prepared();
    const connection = open(proxy.url, { poolSize: 1, confirmCommit: true });
    await connection.run("CREATE INDEX CONCURRENTLY t_id ON t (id)");
    await connection.query("VACUUM t");
    await connection.execute({ text: "DROP INDEX CONCURRENTLY t_id" }, []);
    expect((await direct.query("SELECT 1 FROM pg_class WHERE relname = 't_id'")).rowCount).toBe(0);
    await expect(connection.run("SELECT 1; VACUUM t")).rejects.toMatchObject({ meta: { sqlState: "25001" } });
    await expectWhole(connection, url);
  });

  async function prepared() {
    const url = await freshUrl("postgres");
    return [await withTable(url), await proxied(url), url] as const;
  }
});

describe.each(databases)("confirmCommit on $name", ({ freshUrl }) => {
  it("changes nothing when nothing is lost, and is checked", async () => {
    const url = await freshUrl();
    const connection = await withTable(url);
    await connection.transaction(() => connection.run("INSERT INTO t VALUES (1)"), { confirmCommit: true });
    await connection.transaction(() => connection.query("SELECT 1"), { confirmCommit: true, readOnly: true });
    const wrong: object = { confirmCommit: "yes" };
    expect(await codeOf(() => connection.transaction(() => 1, wrong))).toBe("DATABASE.INVALID_OPTION");
    expect(await codeOf(async () => open(url, wrong))).toBe("DATABASE.INVALID_OPTION");
    const always = open(url, { confirmCommit: true });
    await always.run("INSERT INTO t VALUES (2)");
    expect(await ids(always)).toEqual([1, 2]);
    await Promise.all([expectWhole(connection, url), expectWhole(always, url)]);
  });
});
