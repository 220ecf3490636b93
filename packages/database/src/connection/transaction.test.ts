import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { codeOf, failureOf, open, statement } from "../test-support.fixture.ts";
import type { Connection } from "./connection.ts";

const urls = new WeakMap<Connection, string>();

async function withTable(fresh: Promise<string>, options = {}): Promise<Connection> {
  const url = await fresh;
  const connection = open(url, options);
  urls.set(connection, url);
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)");
  return connection;
}

async function insert(connection: Connection, id: number): Promise<void> {
  await connection.execute(statement(connection, "INSERT INTO t (id) VALUES (?)", "insert"), [id]);
}

async function ids(connection: Connection): Promise<readonly unknown[]> {
  return (await connection.query("SELECT id FROM t ORDER BY id")).rows.map((row) => row.id);
}

describe.each(databases)("a transaction on $name", ({ name, freshUrl }) => {
  it("commits what its body did, and gives its result", async () => {
    const connection = await withTable(freshUrl());
    expect(connection.inTransaction).toBe(false);
    const result = await connection.transaction(async () => {
      expect(connection.inTransaction).toBe(true);
      await insert(connection, 1);
      return "done";
    });
    expect(result).toBe("done");
    expect(await ids(connection)).toEqual([1]);
  });

  it("undoes everything when its body fails, and passes the failure on", async () => {
    const connection = await withTable(freshUrl());
    const failure = new Error("mine");
    const run = connection.transaction(async () => {
      await insert(connection, 1);
      await connection.run("CREATE TABLE made (id INTEGER)");
      throw failure;
    });
    await expect(run).rejects.toBe(failure);
    expect(await ids(connection)).toEqual([]);
    expect(await codeOf(() => connection.query("SELECT * FROM made"))).toBe("DATABASE.UNDEFINED_TABLE");
  });

  it("keeps a nested one that succeeds and undoes one that fails", async () => {
    const connection = await withTable(freshUrl());
    await connection.transaction(async () => {
      await insert(connection, 1);
      await connection.transaction(() => insert(connection, 2));
      const inner = connection.transaction(async () => {
        await insert(connection, 3);
        await connection.transaction(() => insert(connection, 4));
        throw new Error("inner");
      });
      await expect(inner).rejects.toThrow("inner");
      await insert(connection, 5);
    });
    expect(await ids(connection)).toEqual([1, 2, 5]);
  });

  it("survives a failed statement only in a nested one", async () => {
    const connection = await withTable(freshUrl());
    await connection.transaction(async () => {
      await insert(connection, 1);
      const nested = connection.transaction(() => insert(connection, 1));
      expect(await codeOf(() => nested)).toBe("DATABASE.UNIQUE_VIOLATION");
      await insert(connection, 2);
    });
    expect(await ids(connection)).toEqual([1, 2]);
  });

  it("refuses statements after a failed one, and does not commit although the body swallowed it", async () => {
    const connection = await withTable(freshUrl());
    const run = connection.transaction(async () => {
      await insert(connection, 1);
      expect(await codeOf(() => insert(connection, 1))).toBe("DATABASE.UNIQUE_VIOLATION");
      const later = await failureOf(() => insert(connection, 2));
      expect(later).toMatchObject({ code: "DATABASE.TRANSACTION_ABORTED" });
      expect(later.cause).toMatchObject({ code: "DATABASE.UNIQUE_VIOLATION" });
      return "success?";
    });
    expect(await failureOf(() => run)).toMatchObject({
      code: "DATABASE.TRANSACTION_ABORTED",
      cause: { code: "DATABASE.UNIQUE_VIOLATION" },
    });
    expect(await ids(connection)).toEqual([]);
  });

  it("runs concurrent statements of one body one after the other", async () => {
    const connection = await withTable(freshUrl());
    await connection.transaction(async () => {
      await Promise.all(Array.from({ length: 50 }, (_, id) => insert(connection, id)));
    });
    expect(await ids(connection)).toHaveLength(50);
  });

  it("nests sibling savepoints properly, whatever their order of ending", async () => {
    const connection = await withTable(freshUrl());
    await connection.transaction(async () => {
      const siblings = Array.from({ length: 10 }, (_, index) =>
        connection.transaction(async () => {
          await insert(connection, index * 10);
          await new Promise((resolve) => setImmediate(resolve));
          await Promise.all([insert(connection, index * 10 + 1), insert(connection, index * 10 + 2)]);
          if (index % 2 === 1) throw new Error("odd");
        }),
      );
      // Statements of the outer one slip into none of them.
      const outer = [insert(connection, 1000), insert(connection, 1001)];
      await Promise.allSettled(siblings);
      await Promise.all(outer);
    });
    const even = [0, 1, 2, 20, 21, 22, 40, 41, 42, 60, 61, 62, 80, 81, 82];
    expect(await ids(connection)).toEqual([...even, 1000, 1001]);
  });

  it("waits for statements that its body did not await", async () => {
    const connection = await withTable(freshUrl());
    let late: Promise<unknown> | undefined;
    await connection.transaction(() => {
      late = Promise.all([insert(connection, 1), connection.transaction(() => insert(connection, 2))]);
    });
    await late;
    expect(await ids(connection)).toEqual([1, 2]);
  });

  it("refuses statements that are issued after it ended, and runs them nowhere else", async () => {
    const connection = await withTable(freshUrl());
    const ended = gate();
    const leaked: Promise<string>[] = [];
    const leak = async (): Promise<string> => {
      await ended.opened;
      return codeOf(() => insert(connection, 9));
    };
    await connection.transaction(async () => {
      leaked.push(leak());
      await connection.transaction(async () => void leaked.push(leak()));
      await insert(connection, 1);
    });
    const failed = connection.transaction(async () => {
      leaked.push(leak());
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    ended.open();
    expect(await Promise.all(leaked)).toEqual(Array.from({ length: 3 }, () => "DATABASE.TRANSACTION_CLOSED"));
    expect(await ids(connection)).toEqual([1]);
  });

  it("undoes a nested one that still runs when the outer one fails", async () => {
    const connection = await withTable(freshUrl());
    const outerFailed = gate();
    let inner: Promise<unknown> | undefined;
    const outer = connection.transaction(async () => {
      const begun = gate();
      inner = codeOf(() =>
        connection.transaction(async () => {
          await insert(connection, 1);
          begun.open();
          await outerFailed.opened;
          await insert(connection, 2);
        }),
      );
      await begun.opened;
      throw new Error("outer");
    });
    await expect(outer).rejects.toThrow("outer");
    outerFailed.open();
    expect(await inner).toBe("DATABASE.TRANSACTION_ABORTED");
    expect(await ids(connection)).toEqual([]);
  });

  it("gives up a statement that waits for the nested one which waits for it", async () => {
    const connection = await withTable(freshUrl(), { acquireTimeoutMs: 50 });
    await connection.transaction(async () => {
      const statementIssued = gate();
      let outer: Promise<string> | undefined;
      const inner = connection.transaction(async () => {
        await statementIssued.opened;
        await outer;
      });
      await new Promise((resolve) => setImmediate(resolve));
      outer = codeOf(() => insert(connection, 1));
      statementIssued.open();
      expect(await outer).toBe("DATABASE.POOL_TIMEOUT");
      await inner;
    });
  });

  it("is not seen by others before it is committed", async () => {
    const connection = await withTable(freshUrl());
    await insert(connection, 1);
    const [written, read] = [gate(), gate()];
    const writer = connection.transaction(async () => {
      await insert(connection, 2);
      written.open();
      await read.opened;
    });
    await written.opened;
    expect(await ids(connection)).toEqual([1]);
    read.open();
    await writer;
    expect(await ids(connection)).toEqual([1, 2]);
  });

  it("accepts every isolation level, and refuses writes when it is read-only", async () => {
    const connection = await withTable(freshUrl());
    for (const isolation of ["read committed", "repeatable read", "serializable"] as const) {
      await connection.transaction(() => ids(connection), { isolation });
    }
    const write = connection.transaction(() => insert(connection, 1), { readOnly: true });
    expect(await codeOf(() => write)).toBe("DATABASE.READ_ONLY");
    await connection.transaction(
      async () => {
        expect(await ids(connection)).toEqual([]);
        for await (const batch of connection.stream({ text: "SELECT id FROM t" }, [])) expect(batch).toEqual([]);
      },
      { readOnly: true },
    );
    await insert(connection, 1);
  });

  it("reads one state of the data at repeatable read", async () => {
    const connection = await withTable(freshUrl());
    await insert(connection, 1);
    await connection.transaction(
      async () => {
        expect(await ids(connection)).toEqual([1]);
        const other = open(urls.get(connection) ?? "");
        await insert(other, 2);
        expect(await ids(connection)).toEqual([1]);
      },
      { isolation: "repeatable read", readOnly: true },
    );
    expect(await ids(connection)).toEqual([1, 2]);
  });

  it("prevents write skew at serializable, with another attempt", async () => {
    const connection = await withTable(freshUrl());
    await connection.run("INSERT INTO t VALUES (1, 1), (2, 1)");
    let attempts = 0;
    // Each of two doctors goes off duty if the other one is still on it. Where both can look at once, both do.
    const looked = [gate(), gate()];
    const meet = async (mine: number): Promise<void> => {
      looked[mine]?.open();
      if (name === "postgres") await looked[1 - mine]?.opened;
    };
    const leave = (id: number) =>
      connection.transaction(
        async () => {
          attempts++;
          const { rows } = await connection.query("SELECT count(*) AS n FROM t WHERE n = 1");
          await meet(id - 1);
          if (rows[0]?.n !== 2) return;
          await connection.query(statement(connection, "UPDATE t SET n = 0 WHERE id = ?").text, [id]);
        },
        { isolation: "serializable", retry: { attempts: 10 } },
      );
    await Promise.all([leave(1), leave(2)]);
    expect((await connection.query("SELECT count(*) AS n FROM t WHERE n = 1")).rows).toEqual([{ n: 1 }]);
    expect(attempts).toBe(name === "sqlite" ? 2 : 3);
  });

  it("tries again only what is worth it", async () => {
    const connection = await withTable(freshUrl());
    let attempts = 0;
    const run = connection.transaction(
      async () => {
        attempts++;
        await insert(connection, 1);
        await insert(connection, 1);
      },
      { retry: { attempts: 5 } },
    );
    expect(await codeOf(() => run)).toBe("DATABASE.UNIQUE_VIOLATION");
    expect(attempts).toBe(1);
  });

  it("refuses unknown options, wrong values, and options of a nested one", async () => {
    const connection = await withTable(freshUrl());
    const begin = (options: object) => codeOf(() => connection.transaction(() => undefined, options));
    expect(await begin({ isolationLevel: "serializable" })).toBe("DATABASE.INVALID_OPTION");
    expect(await begin({ isolation: "chaos" })).toBe("DATABASE.INVALID_OPTION");
    expect(await begin({ retry: { attempts: 0 } })).toBe("DATABASE.INVALID_OPTION");
    expect(await begin({ retry: { attempts: 2, delay: 1 } })).toBe("DATABASE.INVALID_OPTION");
    expect(await begin({ readOnly: 1 })).toBe("DATABASE.INVALID_OPTION");
    const nested = connection.transaction(() => connection.transaction(() => undefined, { readOnly: true }));
    expect(await codeOf(() => nested)).toBe("DATABASE.INVALID_OPTION");
  });

  it("refuses work that has begun already in place of a body", async () => {
    const connection = await withTable(freshUrl());
    const begun = insert(connection, 1) as unknown as () => void; // as untyped code writes it
    for (const call of [() => connection.transaction(begun), () => connection.session(begun)])
      await expect(call()).rejects.toMatchObject({
        code: "DATABASE.INVALID_OPTION",
        message: expect.stringContaining("a promise that was not awaited"),
      });
    await begun;
  });

  it("many at once leave nothing behind", async () => {
    const connection = await withTable(freshUrl(), { poolSize: 4 });
    const work = Array.from({ length: 40 }, (_, id) =>
      connection.transaction(async () => {
        await insert(connection, id);
        if (id % 3 === 0) throw new Error("third");
        if (id % 5 === 0) await insert(connection, id);
      }),
    );
    const outcomes = await Promise.allSettled(work);
    const kept = outcomes.flatMap(({ status }, id) => (status === "fulfilled" ? [id] : []));
    expect(await ids(connection)).toEqual(kept);
    expect(kept).toEqual(Array.from({ length: 40 }, (_, id) => id).filter((id) => id % 3 !== 0 && id % 5 !== 0));
    // All places of the pool are free again.
    await Promise.all(Array.from({ length: 4 }, () => connection.transaction(() => ids(connection))));
  });
});
