import { databases } from "@dataflow-tooling/vitest";
import { gate } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { isolate } from "../isolation/isolate.ts";
import { codeOf, failureOf, open, statement } from "../test-support.fixture.ts";
import { openTransaction } from "./begin-open-transaction.ts";
import type { Connection } from "./connection.ts";

async function withTable(fresh: Promise<string>): Promise<Connection> {
  const connection = open(await fresh, { poolSize: 2 });
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  return connection;
}

async function insert(connection: Connection, id: number): Promise<void> {
  await connection.execute(statement(connection, "INSERT INTO t (id) VALUES (?)", "insert"), [id]);
}

async function ids(connection: Connection): Promise<readonly unknown[]> {
  return (await connection.query("SELECT id FROM t ORDER BY id")).rows.map((row) => row.id);
}

/** Sessions of the server that wait inside a transaction; on a file the next writer would be locked out. */
async function assertClean(connection: Connection): Promise<void> {
  if (connection.dialect === "postgres") {
    const idle =
      "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    expect(Number((await connection.query(idle)).rows[0]?.n)).toBe(0);
  }
  await insert(connection, 1_000_000);
}

describe.each(databases)("a transaction that is held on $name", ({ name, freshUrl }) => {
  it("takes in what is run in it, from several places, and nothing else", async () => {
    const connection = await withTable(freshUrl());
    const transaction = await openTransaction(connection);
    expect(connection.inTransaction).toBe(false);
    await Promise.all([1, 2, 3].map((id) => transaction.run(() => insert(connection, id))));
    expect(await ids(connection)).toEqual([]);
    expect(await transaction.run(() => ids(connection))).toEqual([1, 2, 3]);
    await transaction.commit();
    expect(transaction.isOpen).toBe(false);
    expect(await ids(connection)).toEqual([1, 2, 3]);
    expect(await codeOf(() => transaction.commit())).toBe("DATABASE.TRANSACTION_CLOSED");
    expect(await codeOf(() => transaction.run(() => insert(connection, 4)))).toBe("DATABASE.TRANSACTION_CLOSED");
    await transaction.rollback();
    await assertClean(connection);
  });

  it("undoes everything, and cannot be committed after a failure", async () => {
    const connection = await withTable(freshUrl());
    const undone = await openTransaction(connection);
    await undone.run(() => insert(connection, 1));
    await undone.rollback();
    const failed = await openTransaction(connection);
    await failed.run(() => insert(connection, 1));
    await expect(async () => failed.run(() => insert(connection, 1))).rejects.toThrow();
    expect(await codeOf(() => failed.commit())).toBe("DATABASE.TRANSACTION_ABORTED");
    expect(await ids(connection)).toEqual([]);
    await assertClean(connection);
  });

  it("goes back to a savepoint, also after a failure, and forgets the savepoints after it", async () => {
    const connection = await withTable(freshUrl());
    const transaction = await openTransaction(connection);
    await transaction.run(() => insert(connection, 1));
    await transaction.savepoint("first");
    await transaction.run(() => insert(connection, 2));
    await transaction.savepoint("second");
    await expect(async () => transaction.run(() => insert(connection, 2))).rejects.toThrow();
    expect(await codeOf(() => transaction.savepoint("first"))).toBe("DATABASE.INVALID_OPTION");
    await transaction.rollbackTo("first");
    const unknown = await failureOf(() => transaction.rollbackTo("second"));
    expect(unknown).toMatchObject({ code: "DATABASE.UNKNOWN_SAVEPOINT" });
    expect(unknown.fix).toContain("first");
    await transaction.run(() => insert(connection, 3));
    await transaction.rollbackTo("first");
    await transaction.run(() => insert(connection, 4));
    await transaction.commit();
    expect(await ids(connection)).toEqual([1, 4]);
  });

  it("is a savepoint inside another transaction, held or not, and on an isolated connection", async () => {
    const connection = await withTable(freshUrl());
    await connection.transaction(async () => {
      const inner = await openTransaction(connection);
      await inner.run(() => insert(connection, 1));
      await inner.rollback();
      await insert(connection, 2);
      expect(await codeOf(() => openTransaction(connection, { isolation: "serializable" }))).toBe(
        "DATABASE.INVALID_OPTION",
      );
    });
    const outer = await openTransaction(connection);
    const inner = await outer.run(() => openTransaction(connection));
    await inner.run(() => insert(connection, 3));
    await inner.commit();
    await outer.rollback();
    expect(await ids(connection)).toEqual([2]);
    const isolated = isolate(connection);
    const held = await openTransaction(isolated);
    await held.run(() => insert(isolated, 4));
    await held.commit();
    expect(await ids(isolated)).toEqual([2, 4]);
    await isolated.close();
    await assertClean(connection);
  });

  it("is read-only when it is told, and refuses what it does not know", async () => {
    const connection = await withTable(freshUrl());
    const transaction = await openTransaction(connection, { isolation: "serializable", readOnly: true });
    expect(await codeOf(() => transaction.run(() => insert(connection, 1)))).toBe("DATABASE.READ_ONLY");
    await transaction.rollback();
    // @ts-expect-error what untyped code may pass
    expect(await codeOf(() => openTransaction(connection, { retry: { attempts: 2 } }))).toBe("DATABASE.INVALID_OPTION");
    expect(await codeOf(() => openTransaction(connection, { timeoutMs: 0 }))).toBe("DATABASE.INVALID_OPTION");
    await assertClean(connection);
  });

  it("is rolled back when it is open for too long, and tells", async () => {
    const connection = await withTable(freshUrl());
    const told = gate();
    const transaction = await openTransaction(connection, { timeoutMs: 30 }, told.open);
    await transaction.run(() => insert(connection, 1));
    const slow = name === "postgres" ? "SELECT pg_sleep(600)" : "SELECT 1";
    await Promise.resolve(transaction.run(() => connection.query(slow))).catch(() => undefined);
    await told.opened;
    const refused = await failureOf(() => transaction.run(() => insert(connection, 2)));
    expect(refused.code).toMatch(/^DATABASE\.TRANSACTION_(ABORTED|CLOSED)$/);
    expect(await codeOf(() => transaction.commit())).toBe("DATABASE.TRANSACTION_CLOSED");
    expect(await ids(connection)).toEqual([]);
    await assertClean(connection);
  });

  it("says why it could not begin", async () => {
    const connection = await withTable(freshUrl());
    await connection.close();
    expect(await codeOf(() => openTransaction(connection))).toBe("DATABASE.CONNECTION_CLOSED");
  });
});

it("stops a statement that runs when it is rolled back", async () => {
  const url = await databases.find(({ name }) => name === "postgres")?.freshUrl();
  const connection = open(url ?? "");
  const transaction = await openTransaction(connection);
  const slow = transaction.run(() => connection.query("SELECT pg_sleep(600)"));
  const [stopped] = await Promise.all([failureOf(() => slow), transaction.rollback()]);
  expect(stopped.code).toBe("DATABASE.QUERY_CANCELLED");
});
