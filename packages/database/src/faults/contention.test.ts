/** Transactions and statements that have to wait for one another, for a connection, or for longer than they may. */
import { databases } from "@dataflow-tooling/vitest";
import { gate, withSeed } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { codeOf, failureOf, freshUrl, open, statement } from "../test-support.fixture.ts";
import { expectWhole } from "./ledger.fixture.ts";

async function withAccounts(url: string, options = {}): Promise<Connection> {
  const connection = open(url, options);
  await connection.run("CREATE TABLE accounts (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)");
  await connection.run("INSERT INTO accounts VALUES (1, 100), (2, 100), (3, 100), (4, 100)");
  return connection;
}

const amounts = async (connection: Connection) =>
  (await connection.query("SELECT amount FROM accounts ORDER BY id")).rows.map(({ amount }) => Number(amount));

describe.each(databases)("a pool on $name", ({ name, freshUrl }) => {
  it("whose connections are all lent refuses in time, grants in order, and is whole afterwards", async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 2, acquireTimeoutMs: 150 });
    const held = [gate(), gate()];
    const holders = held.map(({ opened }) => connection.transaction(() => opened, { readOnly: name === "sqlite" }));
    const write = () => connection.transaction(() => undefined, { readOnly: name === "sqlite" });
    await expect.poll(() => connection.stats().inUse).toBe(2);
    const startedAt = performance.now();
    const refused = await Promise.all([1, 2, 3].map(() => failureOf(write)));
    expect(refused.map(({ code }) => code)).toEqual(Array(3).fill("DATABASE.POOL_TIMEOUT"));
    expect(refused[0]).toMatchObject({ isRetryable: true, meta: { poolSize: 2 } });
    expect(performance.now() - startedAt).toBeGreaterThan(140);
    const order: number[] = [];
    const later = [1, 2, 3, 4, 5].map((number) => write().then(() => order.push(number)));
    expect(connection.stats()).toMatchObject({ inUse: 2, waiting: 5 });
    // One connection serves all of them: two would overtake one another.
    held[0]?.open();
    await Promise.all(later);
    expect(order).toEqual([1, 2, 3, 4, 5]);
    held[1]?.open();
    await Promise.all(holders);
    await expectWhole(connection, url);
  });

  it("gets nothing back that is still in a transaction", async () => {
    const url = await freshUrl();
    const connection = await withAccounts(url, { poolSize: 1 });
    for (const text of ["BEGIN", "BEGIN; UPDATE accounts SET amount = 0"]) {
      expect(await codeOf(() => connection.run(text))).toBe("DATABASE.TRANSACTION_CONTROL");
      expect(await amounts(connection)).toEqual([100, 100, 100, 100]);
      await expectWhole(connection, url);
    }
  });

  it("of one connection is enough for whatever runs inside of transactions", async () => {
    const url = await freshUrl();
    const connection = await withAccounts(url, { poolSize: 1, acquireTimeoutMs: 2_000 });
    const move = () =>
      connection.transaction(async () => {
        await connection.query("UPDATE accounts SET amount = amount - 1 WHERE id = 1");
        await connection.transaction(() => connection.run("UPDATE accounts SET amount = amount + 1 WHERE id = 2"));
        for await (const _ of connection.stream({ text: "SELECT id FROM accounts" }, []))
          await connection.run("UPDATE accounts SET amount = amount WHERE id = 3");
      });
    await Promise.all(Array.from({ length: 8 }, move));
    expect(await amounts(connection)).toEqual([92, 108, 100, 100]);
    await expectWhole(connection, url);
  });
});

describe.each(databases)("money on $name", ({ freshUrl }) => {
  it.each(["read committed", "serializable"] as const)(
    "that is moved in any order by many at once is neither lost nor made (%s)",
    async (isolation) => {
      await withSeed(async (choice) => {
        const url = await freshUrl();
        const connection = await withAccounts(url, { poolSize: 6, busyTimeoutMs: 10_000 });
        const retry = { attempts: 50, delayMs: 1 };
        const add = statement(connection, "UPDATE accounts SET amount = amount + ? WHERE id = ?", "add");
        const moves = Array.from({ length: 60 }, () => choice.someOf([1, 2, 3, 4], 2));
        const lane = async (): Promise<void> => {
          for (let move = moves.pop(); move !== undefined; move = moves.pop()) {
            const [from = 0, to = 0] = move;
            await connection.transaction(
              async () => {
                if (connection.dialect === "postgres") await connection.run("SET LOCAL deadlock_timeout = '10ms'");
                await connection.execute(add, [-1, from]);
                await connection.query("SELECT sum(amount) FROM accounts");
                await connection.execute(add, [1, to]);
              },
              { isolation, retry },
            );
          }
        };
        await Promise.all(Array.from({ length: 6 }, lane));
        expect((await amounts(connection)).reduce((sum, amount) => sum + amount)).toBe(400);
        await expectWhole(connection, url);
      });
    },
  );
});

describe("on a server", () => {
  it("two that contradict each other: one fails, and succeeds at another attempt", async () => {
    const url = await freshUrl("postgres");
    const connection = await withAccounts(url);
    // Each may take 150 as long as both together have it.
    const take = (id: number, read: { mine: () => void; other: Promise<void> }, attempts: number) =>
      connection.transaction(
        async () => {
          const { rows } = await connection.query("SELECT sum(amount) AS total FROM accounts WHERE id < 3");
          read.mine();
          await read.other;
          if (Number(rows[0]?.total) >= 150)
            await connection.query("UPDATE accounts SET amount = amount - 150 WHERE id = $1", [id]);
        },
        { isolation: "serializable", retry: { attempts, delayMs: 1 } },
      );
    const both = (attempts: number) => {
      const [first, second] = [gate(), gate()];
      return Promise.allSettled([
        take(1, { mine: first.open, other: second.opened }, attempts),
        take(2, { mine: second.open, other: first.opened }, attempts),
      ]);
    };
    const ends = await both(1);
    const failed = ends.filter((end) => end.status === "rejected").map(({ reason }) => reason);
    expect(failed).toMatchObject([{ code: "DATABASE.SERIALIZATION_FAILURE", isRetryable: true }]);
    await connection.run("UPDATE accounts SET amount = 100");
    expect((await both(5)).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    expect((await amounts(connection)).slice(0, 2).sort()).toEqual([-50, 100]);
    await expectWhole(connection, url);
  });

  it("who waits too long for a lock, or runs too long, is stopped; the lock and the connection are free", async () => {
    const url = await freshUrl("postgres");
    const connection = await withAccounts(url, { busyTimeoutMs: 60, statementTimeoutMs: 150, poolSize: 3 });
    const held = gate();
    const begun = gate();
    const holder = connection.transaction(async () => {
      await connection.run("UPDATE accounts SET amount = 0 WHERE id = 1");
      begun.open();
      await held.opened;
    });
    await begun.opened;
    const update = () => connection.transaction(() => connection.run("UPDATE accounts SET amount = 1 WHERE id = 1"));
    expect(await codeOf(update)).toBe("DATABASE.LOCK_TIMEOUT");
    const sleep = () => connection.transaction(() => connection.query("SELECT pg_sleep(30)"));
    expect(await codeOf(sleep)).toBe("DATABASE.STATEMENT_TIMEOUT");
    held.open();
    await holder;
    await update();
    expect((await amounts(connection))[0]).toBe(1);
    await expectWhole(connection, url);
  });

  it("a connection whose statement was stopped is not lent again, wherever the statement stood", async () => {
    const connection = await withAccounts(await freshUrl("postgres"), { statementTimeoutMs: 100, poolSize: 1 });
    const process = async () => (await connection.query("SELECT pg_backend_pid() AS id")).rows[0]?.id;
    const sleep = () => connection.query("SELECT pg_sleep(30)");
    for (const work of [sleep, () => connection.transaction(sleep), () => connection.session(sleep)]) {
      const before = await process();
      expect(await codeOf(work)).toBe("DATABASE.STATEMENT_TIMEOUT");
      expect(await process()).not.toBe(before);
    }
  });
});
