import { gate, serverSessions, terminateSessions } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import type { Connection } from "../../connection/connection.ts";
import { codeOf, failureOf, freshUrl, open, proxied } from "../../test-support.fixture.ts";

async function withTable(options = {}): Promise<{ readonly url: string; readonly connection: Connection }> {
  const url = await freshUrl("postgres");
  const connection = open(url, options);
  await connection.run("CREATE TABLE t (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)");
  return { url, connection };
}

const PATIENCE = { timeout: 10_000 };

/** What the sessions of the database are doing. */
const states = async (url: string) => (await serverSessions(url)).map(({ state }) => state);

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

describe("a session that the server ends", () => {
  it("while it is idle is replaced, and nobody notices", async () => {
    const { url, connection } = await withTable();
    await Promise.all(Array.from({ length: 5 }, () => connection.query("SELECT pg_sleep(0.01)")));
    await terminateSessions(url);
    await settled();
    await Promise.all(Array.from({ length: 5 }, () => connection.ping()));
  });

  it("while a statement runs fails that statement only", async () => {
    const { url, connection } = await withTable();
    const sleeping = failureOf(() => connection.query("SELECT pg_sleep(30)"));
    await expect.poll(() => serverSessions(url, { state: "active" }), PATIENCE).toHaveLength(1);
    await terminateSessions(url);
    expect(await sleeping).toMatchObject({ code: "DATABASE.CONNECTION_LOST", isRetryable: false });
    await connection.ping();
  });

  it("inside a transaction fails the transaction, and the next one is clean", async () => {
    const { url, connection } = await withTable({ poolSize: 1 });
    const run = connection.transaction(async () => {
      await connection.run("INSERT INTO t VALUES (1)");
      await terminateSessions(url);
      await settled();
      await connection.run("INSERT INTO t VALUES (2)");
    });
    expect(await codeOf(() => run)).toBe("DATABASE.CONNECTION_LOST");
    await connection.transaction(() => connection.run("INSERT INTO t VALUES (3)"));
    expect((await connection.query("SELECT id FROM t")).rows).toEqual([{ id: 3 }]);
  });

  it("inside a transaction whose body does not notice is no commit, for certain", async () => {
    const { url, connection } = await withTable({ poolSize: 1 });
    const run = connection.transaction(async () => {
      await connection.run("INSERT INTO t VALUES (1)");
      await terminateSessions(url);
      await settled();
    });
    expect(await codeOf(() => run)).toBe("DATABASE.CONNECTION_LOST");
    expect((await connection.query("SELECT id FROM t")).rows).toEqual([]);
  });

  it("under a stream fails the stream", async () => {
    const { url, connection } = await withTable({ poolSize: 1 });
    const read = async () => {
      for await (const _ of connection.stream({ text: "SELECT generate_series(1, 100000)" }, [], { batchSize: 10 })) {
        await terminateSessions(url);
        await settled();
      }
    };
    expect(await codeOf(read)).toBe("DATABASE.CONNECTION_LOST");
    await connection.ping();
  });
});

describe("a network that goes silent", () => {
  it("after a commit was sent leaves its outcome unknown, and says so", async () => {
    const { url, connection } = await withTable();
    const proxy = await proxied(url);
    void proxy.at({ kind: "Query", text: "COMMIT" }, "loseReply");
    const cut = open(proxy.url);
    const run = cut.transaction(() => cut.run("INSERT INTO t VALUES (1)"));
    expect(await failureOf(() => run)).toMatchObject({ code: "DATABASE.COMMIT_UNKNOWN", isRetryable: false });
    // It did happen, which is why it must not simply be done again.
    expect((await connection.query("SELECT id FROM t")).rows).toEqual([{ id: 1 }]);
  });

  it("is noticed by the time limit of a statement, although nobody answers", async () => {
    const { url } = await withTable();
    const proxy = await proxied(url);
    const connection = open(proxy.url, { statementTimeoutMs: 100, connectTimeoutMs: 500, poolSize: 1 });
    await connection.ping();
    proxy.silence();
    expect(await codeOf(() => connection.ping())).toBe("DATABASE.STATEMENT_TIMEOUT");
    proxy.heal();
    await connection.ping();
  });
});

describe("limits", () => {
  it("of the pool: whoever waits too long is told, in order, and nobody hangs", async () => {
    const { connection } = await withTable({ poolSize: 2, acquireTimeoutMs: 100 });
    const held = gate();
    const holders = [1, 2].map(() => connection.transaction(() => held.opened));
    await settled();
    const error = await failureOf(() => connection.ping());
    expect(error).toMatchObject({ code: "DATABASE.POOL_TIMEOUT", isRetryable: true, meta: { poolSize: 2 } });
    held.open();
    await Promise.all(holders);
    await connection.ping();
  });

  it("of time for a statement", async () => {
    const { url, connection } = await withTable({ statementTimeoutMs: 100, poolSize: 1 });
    expect(await codeOf(() => connection.query("SELECT pg_sleep(30)"))).toBe("DATABASE.STATEMENT_TIMEOUT");
    const inTransaction = connection.transaction(() => connection.query("SELECT pg_sleep(30)"));
    expect(await codeOf(() => inTransaction)).toBe("DATABASE.STATEMENT_TIMEOUT");
    await connection.ping();
    await expect.poll(() => states(url), PATIENCE).toEqual(["idle"]);
  });

  it("of waiting for a lock", async () => {
    const { url, connection } = await withTable({ busyTimeoutMs: 100 });
    await connection.run("INSERT INTO t VALUES (1)");
    const other = open(url);
    await other.transaction(async () => {
      await other.run("UPDATE t SET n = 1");
      const error = await failureOf(() => connection.run("UPDATE t SET n = 2"));
      expect(error).toMatchObject({ code: "DATABASE.LOCK_TIMEOUT", isRetryable: true });
    });
  });
});

describe("transactions that meet", () => {
  it("in a deadlock: one is ended, and succeeds at another attempt", async () => {
    const { connection } = await withTable();
    await connection.run("INSERT INTO t VALUES (1), (2); SET deadlock_timeout = '50ms'");
    let attempts = 0;
    const both = [gate(), gate()];
    const cross = (first: number, second: number, mine: number) =>
      connection.transaction(
        async () => {
          attempts++;
          await connection.run("SET LOCAL deadlock_timeout = '50ms'");
          await connection.query("UPDATE t SET n = n + 1 WHERE id = $1", [first]);
          both[mine]?.open();
          await both[1 - mine]?.opened;
          await connection.query("UPDATE t SET n = n + 1 WHERE id = $1", [second]);
        },
        { retry: { attempts: 3, delayMs: 1 } },
      );
    await Promise.all([cross(1, 2, 0), cross(2, 1, 1)]);
    expect(attempts).toBe(3);
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it("are tried as often as they may be, also when their body throws an error of its own for the failure", async () => {
    const { connection } = await withTable();
    let attempts = 0;
    const run = connection.transaction(
      async () => {
        attempts++;
        await connection.run("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$").catch(() => {
          throw new Error("the body's own");
        });
      },
      { retry: { attempts: 3, delayMs: 1 } },
    );
    await expect(run).rejects.toThrow("the body's own");
    expect(attempts).toBe(3);
  });
});

describe("a table that changes under a prepared statement", () => {
  const all = { text: "SELECT * FROM t", name: "all" };

  it("costs no failure outside a transaction, on any connection of the pool", async () => {
    const { connection } = await withTable({ poolSize: 3 });
    const readAll = () => Promise.all(Array.from({ length: 6 }, () => connection.execute(all, [])));
    await readAll();
    await connection.run("ALTER TABLE t ADD COLUMN more text; INSERT INTO t VALUES (1, 0, 'x')");
    for (const { rows } of await readAll()) expect(rows).toEqual([["1", "0", "x"]]);
  });

  it("fails a transaction with an error that says another attempt will do", async () => {
    const { connection } = await withTable({ poolSize: 1 });
    await connection.execute(all, []);
    await connection.run("ALTER TABLE t ADD COLUMN more text");
    const read = () => connection.transaction(async () => (await connection.execute(all, [])).rowCount);
    expect(await failureOf(read)).toMatchObject({ code: "DATABASE.STALE_PLAN", isRetryable: true });
    expect(await read()).toBe(0);
  });
});

describe("the pool", () => {
  it("sets every session up alike", async () => {
    const connection = open(
      `${await freshUrl("postgres")}?options=-c%20TimeZone%3DAsia/Tokyo%20-c%20DateStyle%3DGerman`,
    );
    const { rows } = await connection.execute(
      { text: "SELECT timestamptz '2001-02-03 04:05:06.789+00', 0.1::float8 + 0.2::float8, '\\x00ff'::bytea" },
      [],
    );
    expect(rows).toEqual([["2001-02-03 04:05:06.789+00", "0.30000000000000004", "\\x00ff"]]);
  });

  it("leaves compiling to machine code out, unless the URL asks for it", async () => {
    const url = await freshUrl("postgres");
    const jitOf = async (connection: Connection) => (await connection.query("SHOW jit")).rows;
    const admin = open(url);
    const [row] = (await admin.query("SELECT current_database() AS name")).rows;
    await admin.run(`ALTER DATABASE "${String(row?.name)}" SET jit = on`);
    expect(await jitOf(open(url))).toEqual([{ jit: "off" }]);
    expect(await jitOf(open(`${url}${url.includes("?") ? "&" : "?"}options=-c%20jit%3Don`))).toEqual([{ jit: "on" }]);
  });

  it("gives every answer to the one who asked, whatever is cancelled meanwhile", async () => {
    const { url, connection } = await withTable({ poolSize: 4 });
    const ask = async (nonce: number): Promise<void> => {
      const { rows } = await connection.execute({ text: "SELECT $1::text", name: "nonce" }, [String(nonce)]);
      expect(rows).toEqual([[String(nonce)]]);
    };
    const cancel = async (index: number): Promise<void> => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), index % 7);
      const text = "SELECT n, pg_sleep(0.001) FROM generate_series(1, 1000) n";
      const read = async () => {
        for await (const _ of connection.stream({ text }, [], { batchSize: 10, signal: abort.signal }));
      };
      expect(await codeOf(read)).toBe("DATABASE.QUERY_CANCELLED");
    };
    await Promise.all(Array.from({ length: 150 }, (_, index) => (index % 5 === 0 ? cancel(index) : ask(index))));
    await expect
      .poll(async () => {
        const found = await states(url);
        return found.length <= 4 && found.every((state) => state === "idle");
      }, PATIENCE)
      .toBe(true);
  });
});
