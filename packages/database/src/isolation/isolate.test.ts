import { databases } from "@dataflow-tooling/vitest";
import { gate, serverSessions } from "@dataflow-tooling/vitest/faults";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { drizzleHandle } from "../drizzle/drizzle-handle.ts";
import { codeOf, open, statement } from "../test-support.fixture.ts";
import { isolate } from "./isolate.ts";

async function withTable(fresh: Promise<string>): Promise<Connection> {
  const connection = open(await fresh);
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  return connection;
}

const insert = async (connection: Connection, id: number) =>
  connection.execute(statement(connection, "INSERT INTO t (id) VALUES (?)", "insert"), [id]);

async function ids(connection: Connection): Promise<readonly unknown[]> {
  return (await connection.query("SELECT id FROM t ORDER BY id")).rows.map((row) => row.id);
}

async function streamed(connection: Connection): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const batch of connection.stream({ text: "SELECT id FROM t ORDER BY id" }, [], { batchSize: 2 }))
    found.push(...batch.map(([id]) => Number(id)));
  return found;
}

const memory = { name: "memory" as const, freshUrl: async () => "sqlite::memory:" };

describe.each([...databases, memory])("an isolated connection on $name", ({ name, freshUrl }) => {
  it("undoes everything, whichever way it was done", async () => {
    const connection = await withTable(freshUrl());
    await insert(connection, 1);
    const isolated = isolate(connection);
    await insert(isolated, 2);
    await isolated.query("INSERT INTO t VALUES (3)");
    await isolated.run("INSERT INTO t VALUES (4); INSERT INTO t VALUES (5)");
    if (name === "postgres") await drizzleHandle(isolated, "postgres").execute(sql`INSERT INTO t VALUES (6)`);
    else await drizzleHandle(isolated, "sqlite").run(sql`INSERT INTO t VALUES (6)`);
    await isolated.transaction(() => isolated.transaction(() => insert(isolated, 7)));
    await isolated.session(() => isolated.transaction(() => insert(isolated, 8)));
    await isolated.run("CREATE TABLE other (id INTEGER)");
    await Promise.all([9, 10, 11].map((id) => insert(isolated, id)));
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    expect(await ids(isolated)).toEqual(all);
    expect(await streamed(isolated)).toEqual(all);
    await isolated.rollback();
    expect(await ids(isolated)).toEqual([1]);
    await insert(isolated, 2);
    await isolated.close();
    expect(await ids(connection)).toEqual([1]);
    expect(await codeOf(() => connection.query("SELECT * FROM other"))).toBe("DATABASE.UNDEFINED_TABLE");
    expect(await codeOf(() => insert(isolated, 2))).toBe("DATABASE.CONNECTION_CLOSED");
  });

  it("goes on after a failure: a statement undoes itself, a transaction itself", async () => {
    const isolated = isolate(await withTable(freshUrl()));
    await insert(isolated, 1);
    expect(await codeOf(() => insert(isolated, 1))).toBe("DATABASE.UNIQUE_VIOLATION");
    expect(await codeOf(() => isolated.query("SELEC 1"))).toBe("DATABASE.SYNTAX");
    expect(await codeOf(() => isolated.run("INSERT INTO t VALUES (2); INSERT INTO t VALUES (1)"))).toBe(
      "DATABASE.UNIQUE_VIOLATION",
    );
    const undone = isolated.transaction(async () => {
      await insert(isolated, 3);
      await insert(isolated, 1);
    });
    expect(await codeOf(() => undone)).toBe("DATABASE.UNIQUE_VIOLATION");
    await isolated.transaction(async () => {
      await insert(isolated, 4);
      await isolated.transaction(() => insert(isolated, 4)).catch(() => undefined);
    });
    expect(await codeOf(() => insert(isolated, 4))).toBe("DATABASE.UNIQUE_VIOLATION");
    const swallowed = isolated.transaction(async () => {
      await insert(isolated, 4).catch(() => undefined);
    });
    expect(await codeOf(() => swallowed)).toBe("DATABASE.TRANSACTION_ABORTED");
    expect(await ids(isolated)).toEqual([1, 4]);
    await isolated.close();
  });

  it("keeps a stream open beside statements that succeed and fail", async () => {
    const isolated = isolate(await withTable(freshUrl()));
    await Promise.all([1, 2, 3, 4, 5].map((id) => insert(isolated, id)));
    const found: number[] = [];
    for await (const batch of isolated.stream({ text: "SELECT id FROM t ORDER BY id" }, [], { batchSize: 2 })) {
      found.push(...batch.map(([id]) => Number(id)));
      expect(await codeOf(() => insert(isolated, 1))).toBe("DATABASE.UNIQUE_VIOLATION");
      await insert(isolated, 100 + found.length);
    }
    expect(found).toEqual([1, 2, 3, 4, 5]);
    await isolated.close();
  });

  it("forbids writes in a transaction that only reads, and allows them after it", async () => {
    const isolated = isolate(await withTable(freshUrl()));
    const write = isolated.transaction(() => insert(isolated, 1), { readOnly: true });
    expect(await codeOf(() => write)).toBe("DATABASE.READ_ONLY");
    expect(await isolated.transaction(() => ids(isolated), { readOnly: true })).toEqual([]);
    await insert(isolated, 2);
    await isolated.transaction(() => insert(isolated, 3), { isolation: "serializable" });
    expect(await ids(isolated)).toEqual([2, 3]);
    await isolated.close();
  });

  it("refuses text that would make something lasting", async () => {
    const connection = await withTable(freshUrl());
    const isolated = isolate(connection);
    await insert(isolated, 1);
    const texts = [
      "COMMIT",
      " ; -- x\n/* y */ commit; BEGIN",
      "INSERT INTO t VALUES (2); END; BEGIN",
      "ROLLBACK; BEGIN",
      "BEGIN; INSERT INTO t VALUES (3); COMMIT",
      "SELECT 'it''s; '; COMMIT; BEGIN",
      'SELECT 1 AS "a;b"; COMMIT; BEGIN',
      "SELECT $x$;$x$ || ';'; COMMIT; BEGIN",
      "PREPARE TRANSACTION 'x'",
      "RELEASE SAVEPOINT dataflow_guard",
    ];
    for (const text of texts) {
      expect(await codeOf(() => isolated.run(text))).toBe("DATABASE.TRANSACTION_CONTROL");
      expect(await codeOf(() => isolated.query(text))).toBe("DATABASE.TRANSACTION_CONTROL");
      expect(await codeOf(() => isolated.execute({ text }, []))).toBe("DATABASE.TRANSACTION_CONTROL");
      const inside = isolated.transaction(() => isolated.run(text.replace("RELEASE SAVEPOINT dataflow_guard", "END")));
      expect(await codeOf(() => inside)).toBe("DATABASE.TRANSACTION_CONTROL");
    }
    await isolated.query("SELECT 'commit; end' AS \"end\", CASE WHEN 1 = 1 THEN 1 END AS begin_it");
    expect(await ids(isolated)).toEqual([1]);
    await isolated.close();
    expect(await ids(connection)).toEqual([]);
  });

  it("lets parallel transactions wait for each other, and rolls back beside what still runs", async () => {
    const connection = await withTable(freshUrl());
    const isolated = isolate(connection);
    await Promise.all(
      [1, 2, 3].map((id) =>
        isolated.transaction(async () => {
          await insert(isolated, id);
          await isolated.transaction(() => insert(isolated, id + 10));
        }),
      ),
    );
    expect(await ids(isolated)).toEqual([1, 2, 3, 11, 12, 13]);
    const reached = gate();
    const left = gate();
    const late = isolated.transaction(async () => {
      await insert(isolated, 20);
      reached.open();
      await left.opened;
      await insert(isolated, 21);
    });
    const waiting = insert(isolated, 30);
    await reached.opened;
    const failures = [codeOf(() => late), codeOf(() => waiting)];
    await isolated.close();
    left.open();
    expect(await Promise.all(failures)).toEqual(["DATABASE.CONNECTION_CLOSED", "DATABASE.CONNECTION_CLOSED"]);
    expect(await ids(connection)).toEqual([]);
    await insert(connection, 1);
  });

  it("sends nothing of a nested transaction that is still open to whoever has the connection next", async () => {
    const connection = await withTable(freshUrl());
    const isolated = isolate(connection);
    const [begun, goOn] = [gate(), gate()];
    const nested = async () => {
      await insert(isolated, 1);
      begun.open();
      await goOn.opened;
    };
    const left = isolated.transaction(() => isolated.transaction(nested));
    await begun.opened;
    await isolated.close();
    const next = isolate(connection);
    await insert(next, 2);
    goOn.open();
    expect(await codeOf(() => left)).toBe("DATABASE.CONNECTION_CLOSED");
    expect(await ids(next)).toEqual([2]);
    await next.close();
  });

  it("leaves a stream that nobody ended without harm", async () => {
    const connection = await withTable(freshUrl());
    const isolated = isolate(connection);
    await Promise.all([1, 2, 3].map((id) => insert(isolated, id)));
    const batches = isolated.stream({ text: "SELECT id FROM t" }, [], { batchSize: 1 })[Symbol.asyncIterator]();
    await batches.next();
    await isolated.close();
    expect(await codeOf(() => batches.next())).toBe("DATABASE.CONNECTION_CLOSED");
    expect(await ids(connection)).toEqual([]);
  });

  it("checks deferred constraints where the commit would have been", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE a (id INTEGER PRIMARY KEY)");
    await connection.run("CREATE TABLE b (id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
    const isolated = isolate(connection);
    const wrong = isolated.transaction(() => isolated.run("INSERT INTO b VALUES (1)"));
    expect(await codeOf(() => wrong)).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
    for (const id of [1, 2]) {
      await isolated.transaction(async () => {
        await isolated.run(`INSERT INTO b VALUES (${id})`);
        await isolated.run(`INSERT INTO a VALUES (${id})`);
      });
    }
    expect((await isolated.query("SELECT id FROM b ORDER BY id")).rows).toEqual([{ id: 1 }, { id: 2 }]);
    await isolated.close();
  });

  it("tells both listeners, and is refused for a connection of somebody else", async () => {
    const told: string[] = [];
    const connection = open(await freshUrl(), { onStatement: ({ text }) => told.push(`1 ${text}`) });
    const isolated = isolate(connection, { onStatement: ({ text }) => told.push(`2 ${text}`) });
    await isolated.query("SELECT 1");
    expect(told).toEqual(["1 SELECT 1", "2 SELECT 1"]);
    await isolated.close();
    expect(await codeOf(() => isolate({ ...connection }))).toBe("DATABASE.INVALID_OPTION");
  });

  it("lets triggers be made, whose bodies begin and end", async () => {
    const connection = await withTable(freshUrl());
    const isolated = isolate(connection);
    const text =
      name === "postgres"
        ? "CREATE FUNCTION two() RETURNS integer BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END; SELECT two()"
        : "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET id = CASE WHEN id = 1 THEN 9 ELSE id END; SELECT 1; END; SELECT 1";
    await isolated.run(text);
    expect(await codeOf(() => isolated.run(`${text}; COMMIT; BEGIN`))).toBe("DATABASE.TRANSACTION_CONTROL");
    await isolated.close();
  });
});

const postgres = databases.filter(({ name }) => name === "postgres");

describe.each(postgres)("an isolated connection on $name only", ({ freshUrl }) => {
  it("leaves nothing of the session behind: settings, locks, listeners, temporary tables", async () => {
    const connection = open(await freshUrl(), { poolSize: 1 });
    const isolated = isolate(connection);
    await isolated.query("SELECT pg_advisory_lock(7)");
    await isolated.run("SET lock_timeout = 17; LISTEN news; CREATE TEMPORARY TABLE passing (id integer)");
    await isolated.close();
    const { rows } = await connection.query(
      `SELECT current_setting('lock_timeout') AS setting, to_regclass('passing') AS relation,
              (SELECT count(*) FROM pg_listening_channels())::int AS listening,
              (SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
                WHERE locktype = 'advisory' AND d.datname = current_database())::int AS locks`,
    );
    expect(rows).toEqual([{ setting: "5s", relation: null, listening: 0, locks: 0 }]);
  });

  it("stops at its end what runs and nobody waits for, alone or in a transaction", async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 1 });
    const waiting = async () => (await serverSessions(url)).map(({ waitsFor }) => waitsFor);
    const sleep = "SELECT pg_sleep(20)";
    for (const inTransaction of [false, true]) {
      const isolated = isolate(connection);
      await isolated.query("SELECT 1");
      const sleeping = codeOf(() =>
        inTransaction ? isolated.transaction(() => isolated.query(sleep)) : isolated.query(sleep),
      );
      await expect.poll(waiting).toEqual(["Timeout"]);
      await isolated.close();
      expect(await sleeping).toBe("DATABASE.QUERY_CANCELLED");
    }
  });

  it("prepares anew what a test has declared otherwise than the one before", async () => {
    const connection = open(await freshUrl(), { poolSize: 1 });
    for (const type of ["integer", "text", "boolean"]) {
      const isolated = isolate(connection);
      await isolated.run(`CREATE TABLE varying (id ${type})`);
      await isolated.execute({ text: "SELECT * FROM varying", name: "select" }, []);
      await isolated.close();
    }
  });
});
