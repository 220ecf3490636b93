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
    const insert = (id: number) =>
      connection.transaction(() => connection.run(`INSERT INTO t VALUES (${id})`), { confirmCommit: true });
    await insert(1);
    for (const run of [() => insert(2), () => connection.session(() => insert(3))]) {
      void proxy.at(COMMIT, action);
      if (becomes === "kept") await run();
      else expect(await codeOf(run)).toBe("DATABASE.CONNECTION_LOST");
    }
    expect(await ids(direct)).toEqual(becomes === "kept" ? [1, 2, 3] : [1]);
    await expectWhole(connection, url);
  });

  it("with confirmCommit is either kept or undone, whichever way it breaks", async () => {
    await withSeed(async (choice) => {
      const url = await freshUrl("postgres");
      const [direct, proxy] = [await withTable(url), await proxied(url)];
      const connection = open(proxy.url, { poolSize: 2 });
      const kept: number[] = [];
      for (let id = 0; id < 12; id++) {
        void proxy.at(
          { nth: choice.whole(1, 24), from: choice.oneOf(["client", "server"]) },
          choice.oneOf<FaultAction>(["cutBefore", "cutAfter", "loseReply"]),
        );
        const insert = () => connection.run(`INSERT INTO t VALUES (${id})`);
        const code = await connection.transaction(insert, { confirmCommit: true }).then(
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

describe.each(databases)("confirmCommit on $name", ({ freshUrl }) => {
  it("changes nothing when nothing is lost, and is checked", async () => {
    const url = await freshUrl();
    const connection = await withTable(url);
    await connection.transaction(() => connection.run("INSERT INTO t VALUES (1)"), { confirmCommit: true });
    await connection.transaction(() => connection.query("SELECT 1"), { confirmCommit: true, readOnly: true });
    const wrong: object = { confirmCommit: "yes" };
    expect(await codeOf(() => connection.transaction(() => 1, wrong))).toBe("DATABASE.INVALID_OPTION");
    expect(await ids(connection)).toEqual([1]);
    await expectWhole(connection, url);
  });
});
