import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { codeOf, open, statement } from "../test-support.fixture.ts";
import type { Connection } from "./connection.ts";

const SELECT = "SELECT id, name FROM t WHERE id > ? ORDER BY id";

async function filled(url: string, rows: number, options = {}): Promise<Connection> {
  const connection = open(url, options);
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})`;
  await connection.run(`INSERT INTO t ${numbers} SELECT n, 'row ' || n FROM numbers`);
  return connection;
}

const kinds = [...databases, { name: "memory", freshUrl: async () => "sqlite::memory:" }];

describe.each(kinds)("a stream on $name", ({ name, freshUrl }) => {
  it("gives all rows in order, in batches", async () => {
    const connection = await filled(await freshUrl(), 1050);
    const sizes: number[] = [];
    const ids: number[] = [];
    for await (const batch of connection.stream(statement(connection, SELECT), [50], { batchSize: 300 })) {
      sizes.push(batch.length);
      for (const [id, text] of batch) {
        ids.push(Number(id));
        expect(text).toBe(`row ${id}`);
      }
    }
    expect(sizes).toEqual([300, 300, 300, 100]);
    expect(ids).toEqual(Array.from({ length: 1000 }, (_, index) => index + 51));
  });

  it("gives no batch where there are no rows", async () => {
    const connection = await filled(await freshUrl(), 3);
    for await (const _ of connection.stream(statement(connection, SELECT), [100])) expect.fail("a batch");
  });

  it("frees everything when its reader leaves early", async () => {
    const connection = await filled(await freshUrl(), 100, { poolSize: 1, acquireTimeoutMs: 500 });
    for (let round = 0; round < 5; round++) {
      for await (const batch of connection.stream(statement(connection, SELECT), [0], { batchSize: 10 })) {
        expect(batch).toHaveLength(10);
        break;
      }
    }
    await connection.transaction(async () => {
      await connection.run("UPDATE t SET name = 'x'");
      for await (const _ of connection.stream(statement(connection, SELECT), [0], { batchSize: 10 })) break;
    });
    if (name === "postgres") return;
    expect((await connection.query("SELECT name FROM sqlite_temp_schema")).rows).toEqual([]);
  });

  it("takes part in a transaction, whose other statements run in between", async () => {
    const connection = await filled(await freshUrl(), 20);
    await connection.transaction(async () => {
      await connection.run("INSERT INTO t VALUES (21, 'new')");
      let seen = 0;
      for await (const batch of connection.stream(statement(connection, SELECT), [0], { batchSize: 6 })) {
        seen += batch.length;
        await connection.run(`UPDATE t SET name = 'seen' WHERE id <= ${seen}`);
        await connection.transaction(() => connection.run(`INSERT INTO t VALUES (${100 + seen}, 'late')`));
      }
      // It gives what was there when it began.
      expect(seen).toBe(21);
    });
    expect((await connection.query("SELECT count(*) AS n FROM t WHERE name = 'seen'")).rows).toEqual([{ n: 21 }]);
    // A second one of the same text finds no traces of the first.
    await connection.transaction(async () => {
      for await (const batch of connection.stream(statement(connection, SELECT), [0])) {
        expect(batch).toHaveLength(25);
        break;
      }
    });
  });

  it("ends when its signal is aborted", async () => {
    const connection = await filled(await freshUrl(), 100);
    const abort = new AbortController();
    const read = async () => {
      for await (const _ of connection.stream(statement(connection, SELECT), [0], {
        batchSize: 10,
        signal: abort.signal,
      })) {
        abort.abort();
      }
    };
    expect(await codeOf(read)).toBe("DATABASE.QUERY_CANCELLED");
    expect(await codeOf(read)).toBe("DATABASE.QUERY_CANCELLED");
    await connection.run("DELETE FROM t");
  });

  it("fails with a code, and leaves the connection usable", async () => {
    const connection = await filled(await freshUrl(), 10, { poolSize: 1, acquireTimeoutMs: 500 });
    const read = async (text: string) => {
      for await (const _ of connection.stream({ text }, []));
    };
    expect(await codeOf(() => read("SELECT * FROM missing"))).toBe("DATABASE.UNDEFINED_TABLE");
    const overflow =
      name === "postgres"
        ? "SELECT 1 / (id - 5) FROM t ORDER BY id"
        : "SELECT abs(-9223372036854775807 - 1 + id * 0) FROM t";
    expect(await codeOf(() => read(overflow))).toMatch(/^DATABASE\./);
    expect((await connection.query("SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 10 }]);
  });

  it("gives what a write returns", async () => {
    const connection = await filled(await freshUrl(), 10);
    const ids: number[] = [];
    const read = async () => {
      for await (const batch of connection.stream({ text: "DELETE FROM t WHERE id < 8 RETURNING id" }, [], {
        batchSize: 3,
      })) {
        ids.push(...batch.map(([id]) => Number(id)));
      }
    };
    await read();
    expect(ids.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await connection.transaction(read);
    expect((await connection.query("SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 3 }]);
  });

  it("refuses unknown options", async () => {
    const connection = open(await freshUrl());
    const wrong = { size: 3 } as object;
    expect(await codeOf(() => connection.stream({ text: "SELECT 1" }, [], wrong))).toBe("DATABASE.INVALID_OPTION");
    expect(await codeOf(() => connection.stream({ text: "SELECT 1" }, [], { batchSize: 0 }))).toBe(
      "DATABASE.INVALID_OPTION",
    );
  });

  it("holds few rows at a time", async () => {
    const connection = open(await freshUrl());
    const wide = name === "postgres" ? "repeat('x', 1000)" : "printf('%.*c', 1000, 'x')";
    const text = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60000) SELECT n, ${wide} FROM numbers`;
    let rows = 0;
    let largest = 0;
    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    for await (const batch of connection.stream({ text }, [])) {
      rows += batch.length;
      if (rows % 10_000 === 0) largest = Math.max(largest, process.memoryUsage().heapUsed - before);
    }
    expect(rows).toBe(60_000);
    // All rows together are more than 60 MB of text.
    expect(largest).toBeLessThan(45_000_000);
  });
});
