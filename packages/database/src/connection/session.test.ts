import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { pooled } from "../dialects/postgres/pooler.fixture.ts";
import { codeOf, freshUrl as freshUrlOf, open, statement } from "../test-support.fixture.ts";
import type { Connection } from "./connection.ts";

async function withTable(fresh: Promise<string>, options = {}): Promise<Connection> {
  const connection = open(await fresh, options);
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  return connection;
}

async function insert(connection: Connection, id: number): Promise<void> {
  await connection.execute(statement(connection, "INSERT INTO t (id) VALUES (?)", "insert"), [id]);
}

async function ids(connection: Connection): Promise<readonly unknown[]> {
  return (await connection.query("SELECT id FROM t ORDER BY id")).rows.map((row) => row.id);
}

/** Something that belongs to a connection, by the dialect's own words: how to set it, and how to read it. */
function setting(connection: Connection) {
  return connection.dialect === "sqlite"
    ? { set: "PRAGMA foreign_keys = OFF", read: "PRAGMA foreign_keys", value: 0, usual: 1 }
    : { set: "SET lock_timeout = 17", read: "SHOW lock_timeout", value: "17ms", usual: "5s" };
}

async function oneValue(connection: Connection, read: string): Promise<unknown> {
  return Object.values((await connection.query(read)).rows[0] ?? {})[0];
}

describe.each([...databases, { name: "memory", freshUrl: async () => "sqlite::memory:" }])(
  "a session on $name",
  ({ freshUrl }) => {
    it("keeps what it sets through statements and transactions, and takes it back at the end", async () => {
      const connection = await withTable(freshUrl(), { poolSize: 1 });
      const { set, read, value, usual } = setting(connection);
      expect(await oneValue(connection, read)).toBe(usual);
      const result = await connection.session(async () => {
        await connection.run(set);
        await insert(connection, 1);
        await connection.transaction(async () => {
          expect(await oneValue(connection, read)).toBe(value);
          await insert(connection, 2);
        });
        expect(await oneValue(connection, read)).toBe(value);
        return "done";
      });
      expect(result).toBe("done");
      expect(await oneValue(connection, read)).toBe(usual);
      expect(await ids(connection)).toEqual([1, 2]);
    });

    it("drops temporary tables at the end", async () => {
      const connection = await withTable(freshUrl(), { poolSize: 1 });
      await connection.session(() => connection.run("CREATE TEMPORARY TABLE passing (id INTEGER)"));
      expect(await codeOf(() => connection.query("SELECT * FROM passing"))).toBe("DATABASE.UNDEFINED_TABLE");
    });

    it("is not a transaction: a failed statement undoes nothing and ends nothing", async () => {
      const connection = await withTable(freshUrl());
      await connection.session(async () => {
        expect(connection.inTransaction).toBe(false);
        await insert(connection, 1);
        expect(await codeOf(() => insert(connection, 1))).toBe("DATABASE.UNIQUE_VIOLATION");
        await insert(connection, 2);
        const failing = connection.transaction(async () => {
          expect(connection.inTransaction).toBe(true);
          await insert(connection, 3);
          throw new Error("mine");
        });
        await expect(failing).rejects.toThrow("mine");
        await insert(connection, 4);
      });
      expect(await ids(connection)).toEqual([1, 2, 4]);
    });

    it("passes a failure of its body on, and gives its connection back whole", async () => {
      const connection = await withTable(freshUrl(), { poolSize: 1 });
      const { set, read, usual } = setting(connection);
      const failing = connection.session(async () => {
        await connection.run(set);
        await insert(connection, 1);
        throw new Error("mine");
      });
      await expect(failing).rejects.toThrow("mine");
      expect(await oneValue(connection, read)).toBe(usual);
      expect(await ids(connection)).toEqual([1]);
    });

    it("runs concurrent statements and transactions one after the other", async () => {
      const connection = await withTable(freshUrl());
      await connection.session(() =>
        Promise.all([
          ...Array.from({ length: 10 }, (_, id) => insert(connection, id)),
          ...Array.from({ length: 5 }, (_, index) =>
            connection.transaction(async () => {
              await insert(connection, 100 + index);
              await new Promise((resolve) => setImmediate(resolve));
              await connection.transaction(() => insert(connection, 200 + index));
            }),
          ),
        ]),
      );
      expect(await ids(connection)).toHaveLength(20);
    });

    it("is one connection when it is asked for inside itself", async () => {
      const connection = await withTable(freshUrl(), { poolSize: 1 });
      const { set, read, value } = setting(connection);
      await connection.session(async () => {
        await connection.session(() => connection.run(set));
        expect(await oneValue(connection, read)).toBe(value);
      });
    });

    it("waits for statements that its body did not await, and refuses those issued after its end", async () => {
      const connection = await withTable(freshUrl());
      const ended = gate();
      let late: Promise<unknown> | undefined;
      const leaks: Promise<string>[] = [];
      const leak = async (): Promise<string> => {
        await ended.opened;
        return codeOf(() => insert(connection, 9));
      };
      await connection.session(async () => {
        late = Promise.all([insert(connection, 1), connection.transaction(() => insert(connection, 2))]);
        leaks.push(leak());
        await connection.session(async () => void leaks.push(leak()));
      });
      const failed = connection.session(() => {
        leaks.push(leak());
        throw new Error("no");
      });
      await expect(failed).rejects.toThrow("no");
      ended.open();
      await late;
      expect(await Promise.all(leaks)).toEqual(leaks.map(() => "DATABASE.SESSION_CLOSED"));
      expect(await ids(connection)).toEqual([1, 2]);
    });

    it("is refused inside a transaction, and cannot be closed from inside", async () => {
      const connection = await withTable(freshUrl());
      const inside = connection.transaction(() => connection.session(() => undefined));
      expect(await codeOf(() => inside)).toBe("DATABASE.SESSION_IN_TRANSACTION");
      await connection.session(async () => {
        expect(await codeOf(() => connection.close())).toBe("DATABASE.TRANSACTION_CONTROL");
      });
    });

    it("refuses transactions that a statement begins, and goes on", async () => {
      const connection = await withTable(freshUrl());
      await connection.session(async () => {
        expect(await codeOf(() => connection.run("BEGIN"))).toBe("DATABASE.TRANSACTION_CONTROL");
        await insert(connection, 1);
      });
      expect(await ids(connection)).toEqual([1]);
    });

    it("gives up a statement that waits for the transaction which waits for it", async () => {
      const connection = await withTable(freshUrl(), { acquireTimeoutMs: 50 });
      await connection.session(async () => {
        const issued = gate();
        let outer: Promise<string> | undefined;
        const inner = connection.transaction(async () => {
          await issued.opened;
          await outer;
        });
        await new Promise((resolve) => setImmediate(resolve));
        outer = codeOf(() => insert(connection, 1));
        issued.open();
        expect(await outer).toBe("DATABASE.POOL_TIMEOUT");
        await inner;
      });
    });

    it("streams rows with other statements in between, inside and outside of a transaction", async () => {
      const connection = await withTable(freshUrl());
      for (let id = 0; id < 7; id++) await insert(connection, id);
      const read = async (): Promise<readonly unknown[]> => {
        const seen: unknown[] = [];
        for await (const batch of connection.stream({ text: "SELECT id FROM t ORDER BY id" }, [], { batchSize: 3 })) {
          await connection.query("SELECT 1");
          seen.push(...batch.map(([id]) => Number(id)));
        }
        return seen;
      };
      const all = [0, 1, 2, 3, 4, 5, 6];
      await connection.session(async () => {
        expect(await read()).toEqual(all);
        expect(await connection.transaction(read)).toEqual(all);
        expect(await connection.transaction(read, { readOnly: true })).toEqual(all);
        await insert(connection, 7);
      });
    });
  },
);

it("lets others of the program read a file while it has the handle that writes, and write afterwards", async () => {
  const connection = await withTable(freshUrlOf("sqlite"));
  const [pinned, read] = [gate(), gate()];
  const session = connection.session(async () => {
    await insert(connection, 1);
    pinned.open();
    await read.opened;
    await insert(connection, 2);
  });
  await pinned.opened;
  const write = insert(connection, 3);
  expect(await ids(connection)).toEqual([1]);
  read.open();
  await Promise.all([session, write]);
  expect(await ids(connection)).toEqual([1, 2, 3]);
});

it("rebuilds a table under foreign keys without losing a child row", async () => {
  const connection = open(await freshUrlOf("sqlite"));
  await connection.run("CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1)");
  await connection.run("CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE); INSERT INTO c VALUES (1)");
  await connection.session(async () => {
    await connection.run("PRAGMA foreign_keys = OFF");
    await connection.transaction(async () => {
      await connection.run("CREATE TABLE p2 (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO p2 SELECT id, 0 FROM p");
      await connection.run("DROP TABLE p; ALTER TABLE p2 RENAME TO p");
    });
  });
  expect((await connection.query("SELECT p FROM c")).rows).toEqual([{ p: 1 }]);
  await connection.query("DELETE FROM p");
  expect((await connection.query("SELECT p FROM c")).rows).toEqual([]);
});

describe("a session on a server", () => {
  const pid = (connection: Connection) => oneValue(connection, "SELECT pg_backend_pid()");

  it("keeps locks of the session, gives them back at the end, and returns its connection to the pool", async () => {
    const url = await freshUrlOf("postgres");
    const [connection, other] = [open(url, { poolSize: 1 }), open(url)];
    const tryLock = () => oneValue(other, "SELECT pg_try_advisory_xact_lock(7)");
    const own = await connection.session(async () => {
      await connection.query("SELECT pg_advisory_lock(7)");
      await connection.run("SET search_path = pg_catalog; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
      expect(await tryLock()).toBe(false);
      return pid(connection);
    });
    expect(await tryLock()).toBe(true);
    expect(await pid(connection)).toBe(own);
    expect(await oneValue(connection, "SHOW search_path")).toBe('"$user", public');
    await connection.run("CREATE TABLE written (id integer)");
  });

  it("throws its connection away when a statement has prepared something by hand", async () => {
    const connection = open(await freshUrlOf("postgres"), { poolSize: 1 });
    const own = await connection.session(async () => {
      await connection.run("PREPARE mine AS SELECT 1");
      return pid(connection);
    });
    expect(await pid(connection)).not.toBe(own);
  });

  it("fails every statement once its server process is gone, and gives its place in the pool back", async () => {
    const url = await freshUrlOf("postgres");
    const [connection, other] = [open(url, { poolSize: 1 }), open(url)];
    await connection.session(async () => {
      await other.query("SELECT pg_terminate_backend($1, 5000)", [await pid(connection)]);
      expect(await codeOf(() => pid(connection))).toBe("DATABASE.CONNECTION_LOST");
      expect(await codeOf(() => connection.transaction(() => pid(connection)))).toBe("DATABASE.CONNECTION_LOST");
    });
    expect(await pid(connection)).toBeTypeOf("number");
  });

  it("is refused behind a pooler that lends connections for transactions, and not behind one for sessions", async () => {
    const url = await freshUrlOf("postgres");
    const unkept = open(await pooled(url, "transaction"));
    await unkept.run("CREATE TABLE t (id integer)");
    await unkept.transaction(() => insert(unkept, 1));
    expect(await codeOf(() => unkept.session(() => undefined))).toBe("DATABASE.SESSION_NOT_KEPT");
    expect(await ids(unkept)).toEqual([1]);
    const kept = open(await pooled(url, "session"), { poolSize: 1 });
    await kept.session(async () => {
      await kept.run("SET lock_timeout = 17");
      expect(await oneValue(kept, "SHOW lock_timeout")).toBe("17ms");
    });
  });

  it("goes on after a statement was stopped, and does not lend that connection again", async () => {
    const connection = open(await freshUrlOf("postgres"), { poolSize: 1 });
    const own = await connection.session(async () => {
      await connection.run("SET statement_timeout = 20");
      const slow = () => connection.query("SELECT pg_sleep(5)");
      expect(await codeOf(slow)).toBe("DATABASE.STATEMENT_TIMEOUT");
      expect(await codeOf(() => connection.transaction(slow))).toBe("DATABASE.STATEMENT_TIMEOUT");
      return pid(connection);
    });
    expect(await pid(connection)).not.toBe(own);
  });

  it("sets its own time limit", async () => {
    const connection = open(await freshUrlOf("postgres"), { statementTimeoutMs: 50 });
    expect(await codeOf(() => connection.query("SELECT pg_sleep(0.2)"))).toBe("DATABASE.STATEMENT_TIMEOUT");
    await connection.session(async () => {
      await connection.run("SET statement_timeout = 0");
      await connection.query("SELECT pg_sleep(0.2)");
    });
  });
});
