import { fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gate, holdFileLock, makeSmallDisk } from "@dataflow-tooling/vitest/faults";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../../connection/connect.ts";
import type { Connection } from "../../connection/connection.ts";
import { codeOf, failureOf, freshUrl, open } from "../../test-support.fixture.ts";
import { sqliteError } from "./classify-sqlite-error.ts";

const FIXTURE = join(import.meta.dirname, "sqlite-process.fixture.ts");

async function withTable(options = {}): Promise<{ readonly url: string; readonly connection: Connection }> {
  const url = await freshUrl("sqlite");
  const connection = open(url, options);
  await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0)");
  return { url, connection };
}

function otherProcess(...arguments_: readonly string[]) {
  return fork(FIXTURE, arguments_, {
    execArgv: ["--conditions=@dataflow/source", "--import", "tsx"],
    cwd: import.meta.dirname,
  });
}

describe("another process that writes", () => {
  it("is waited for with the event loop running", async () => {
    const { url, connection } = await withTable();
    const holder = await holdFileLock(url);
    let isWritten = false;
    const writes = Promise.all([
      connection.execute({ text: "UPDATE t SET n = 1" }, []),
      connection.transaction(() => connection.run("UPDATE t SET n = 2")),
    ]).then(() => {
      isWritten = true;
    });
    // A program that was blocked would not get round even once before the lock is granted or the wait is over.
    for (let round = 0; round < 20; round++) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isWritten).toBe(false);
    await holder.release();
    await writes;
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 2 }]);
  });

  it("and does not end in time makes a failure that says so", async () => {
    const { url } = await withTable();
    const connection = open(url, { busyTimeoutMs: 100 });
    const holder = await holdFileLock(url);
    // Reading goes on meanwhile.
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 0 }]);
    const error = await failureOf(() => connection.execute({ text: "UPDATE t SET n = 1" }, []));
    expect(error).toMatchObject({ code: "DATABASE.BUSY", isRetryable: true });
    expect(await codeOf(() => connection.transaction(() => undefined))).toBe("DATABASE.BUSY");
    expect(await codeOf(() => connection.run("UPDATE t SET n = 1"))).toBe("DATABASE.BUSY");
    await holder.kill();
    await connection.run("UPDATE t SET n = 3");
  });

  it("takes turns with this one, and nothing is lost", async () => {
    const { url, connection } = await withTable();
    const others = [otherProcess(url, "100"), otherProcess(url, "100")];
    await Promise.all(others.map((child) => once(child, "message")));
    const exits = others.map((child) => once(child, "exit"));
    for (const child of others) child.send("go");
    for (let count = 0; count < 50; count++) {
      await connection.transaction(async () => {
        const { rows } = await connection.query("SELECT n FROM t");
        await connection.query("UPDATE t SET n = ?", [Number(rows[0]?.n) + 1]);
      });
    }
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0]);
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 250 }]);
  });
});

describe("one writer", () => {
  it("answers at once, without a promise, as long as nobody owns it", async () => {
    const { connection } = await withTable();
    expect(connection.execute({ text: "SELECT n FROM t" }, [])).toEqual({ rows: [[0]], rowCount: 1 });
    await connection.transaction(() => {
      expect(connection.execute({ text: "UPDATE t SET n = 5" }, [])).toEqual({ rows: [], rowCount: 1 });
    });
  });

  it("is queued for in order", async () => {
    const { connection } = await withTable();
    const order: number[] = [];
    const held = gate();
    const holder = connection.transaction(() => held.opened);
    await new Promise((resolve) => setImmediate(resolve));
    const writes = [1, 2, 3].map(async (number) => {
      await connection.execute({ text: "UPDATE t SET n = ?" }, [number]);
      order.push(number);
    });
    const last = connection.transaction(() => void order.push(4));
    held.open();
    await Promise.all([holder, ...writes, last]);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it.each(["file", "memory"])("does not wait for ever for a transaction that waits for it (%s)", async (kind) => {
    const url = kind === "memory" ? "sqlite::memory:" : await freshUrl("sqlite");
    const connection = open(url, { acquireTimeoutMs: 50 });
    await connection.run("CREATE TABLE t (id INTEGER)");
    const start = gate();
    // Outside the transaction, because it was called before.
    const outside = start.opened.then(() => codeOf(() => connection.run("INSERT INTO t VALUES (1)")));
    await connection.transaction(async () => {
      start.open();
      expect(await outside).toBe("DATABASE.POOL_TIMEOUT");
    });
  });

  it("lets reads wait for a transaction in memory", async () => {
    const connection = open("sqlite::memory:");
    await connection.run("CREATE TABLE t (id INTEGER)");
    const [begun, held] = [gate(), gate()];
    const holder = connection.transaction(async () => {
      await connection.run("INSERT INTO t VALUES (1)");
      begun.open();
      await held.opened;
      throw new Error("undone");
    });
    await begun.opened;
    const read = connection.query("SELECT * FROM t");
    held.open();
    await expect(holder).rejects.toThrow("undone");
    expect((await read).rows).toEqual([]);
  });
});

describe("settings", () => {
  const pragma = async (connection: Connection, name: string) =>
    Object.values((await connection.query(`PRAGMA ${name}`)).rows[0] ?? {})[0];

  it("are those that keep data", async () => {
    const { connection } = await withTable();
    expect(await pragma(connection, "journal_mode")).toBe("wal");
    expect(await pragma(connection, "foreign_keys")).toBe(1);
    expect(await pragma(connection, "synchronous")).toBe(1);
    expect(await pragma(open(await freshUrl("sqlite"), { durability: "full" }), "synchronous")).toBe(2);
  });

  it("hold for readers beside the writer, too", async () => {
    const { connection } = await withTable();
    await connection.transaction(
      async () => {
        expect(await pragma(connection, "foreign_keys")).toBe(1);
        expect(await pragma(connection, "query_only")).toBe(1);
      },
      { readOnly: true },
    );
  });
});

describe("files", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), "dataflow-files-"));
    folders.push(made);
    return made;
  }

  it("in a folder that does not exist, a folder itself, or one that must exist", async () => {
    const path = folder();
    expect(await codeOf(() => open(`sqlite:${path}/no/app.db`).ping())).toBe("DATABASE.UNKNOWN_DATABASE");
    expect(await codeOf(() => open(`sqlite:${path}`).ping())).toBe("DATABASE.UNKNOWN_DATABASE");
    expect(await codeOf(() => open(`sqlite:${path}/app.db?mode=rw`).ping())).toBe("DATABASE.UNKNOWN_DATABASE");
    // The next statement tries again.
    const connection = open(`sqlite:${path}/later/app.db`);
    expect(await codeOf(() => connection.ping())).toBe("DATABASE.UNKNOWN_DATABASE");
    mkdirSync(`${path}/later`);
    await connection.ping();
  });

  it("that are no databases are left as they are", async () => {
    const path = join(folder(), "notes.txt");
    writeFileSync(path, "these are notes, not a database\n".repeat(200));
    const before = readFileSync(path);
    expect(await codeOf(() => open(`sqlite:${path}`).ping())).toBe("DATABASE.NOT_A_DATABASE");
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it("that are damaged", async () => {
    const path = join(folder(), "app.db");
    const connection = connect(`sqlite:${path}`);
    await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT); CREATE INDEX i ON t (n)");
    await connection
      .run("INSERT INTO t SELECT value, hex(randomblob(50)) FROM generate_series(1, 2000)")
      .catch(() =>
        connection.run(
          "INSERT INTO t WITH RECURSIVE s (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM s WHERE v < 2000) SELECT v, hex(randomblob(50)) FROM s",
        ),
      );
    await connection.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, 4096 * 20);
    writeFileSync(path, bytes);
    expect(await codeOf(() => open(`sqlite:${path}`).query("SELECT sum(length(n)) FROM t"))).toBe("DATABASE.CORRUPT");
  });

  it("that are opened for reading only", async () => {
    const { url, connection } = await withTable();
    const reader = open(`${url}?mode=ro`);
    expect((await reader.query("SELECT n FROM t")).rows).toEqual([{ n: 0 }]);
    expect(await codeOf(() => reader.run("UPDATE t SET n = 1"))).toBe("DATABASE.READ_ONLY");
    expect(await codeOf(() => reader.transaction(() => reader.run("UPDATE t SET n = 1")))).toBe("DATABASE.READ_ONLY");
    await reader.transaction(() => reader.query("SELECT n FROM t"), { readOnly: true });
    await connection.run("UPDATE t SET n = 2");
    expect((await reader.query("SELECT n FROM t")).rows).toEqual([{ n: 2 }]);
  });

  // The superuser may write everything, so the test becomes somebody else for a moment.
  const isRoot = process.getuid?.() === 0;

  it("that this user may not write", async () => {
    const path = folder();
    const file = join(path, "app.db");
    const owner = connect(`sqlite:${file}`);
    await owner.run("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)");
    await owner.close();
    chmodSync(file, 0o444);
    chmodSync(path, 0o555);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const connection = open(`sqlite:${file}`);
      const error = await failureOf(() => connection.run("UPDATE t SET n = 1"));
      expect(["DATABASE.READ_ONLY", "DATABASE.UNKNOWN_DATABASE"]).toContain(error.code);
      await connection.close();
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(path, 0o755);
    }
  });

  it("on a full disk: the transaction is undone, the rest can still be read", async (test) => {
    await using disk = await makeSmallDisk({ megabytes: 1 });
    if (disk === undefined) return test.skip("only the superuser can make a small disk here");
    const connection = connect(`sqlite:${disk.folder}/app.db`);
    await connection.run("CREATE TABLE t (n INTEGER, filler BLOB); INSERT INTO t VALUES (1, NULL)");
    const fill = connection.transaction(async () => {
      for (let row = 0; row < 100; row++) await connection.run("INSERT INTO t VALUES (2, randomblob(50000))");
    });
    expect(await codeOf(() => fill)).toBe("DATABASE.DISK_FULL");
    expect((await connection.query("SELECT n FROM t")).rows).toEqual([{ n: 1 }]);
    await connection.close();
  });

  it("leave nothing beside them once they are closed", async () => {
    const path = join(folder(), "app.db");
    const connection = connect(`sqlite:${path}`, { poolSize: 3 });
    await connection.run("CREATE TABLE t (n INTEGER)");
    await Promise.all(
      [1, 2, 3, 4].map(() => connection.transaction(() => connection.query("SELECT 1"), { readOnly: true })),
    );
    await connection.transaction(async () => {
      for await (const _ of connection.stream({ text: "SELECT 1" }, []));
    });
    await connection.close();
    expect(existsSync(path)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});

describe("errors of the driver", () => {
  const cases: readonly (readonly [string | undefined, string, string])[] = [
    ["SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: a.b, a.c", "UNIQUE_VIOLATION"],
    ["SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: index 'lower_email'", "UNIQUE_VIOLATION"],
    ["SQLITE_CONSTRAINT_PRIMARYKEY", "UNIQUE constraint failed: a.b", "UNIQUE_VIOLATION"],
    ["SQLITE_CONSTRAINT_ROWID", "UNIQUE constraint failed: a.rowid", "UNIQUE_VIOLATION"],
    ["SQLITE_CONSTRAINT_FOREIGNKEY", "FOREIGN KEY constraint failed", "FOREIGN_KEY_VIOLATION"],
    ["SQLITE_CONSTRAINT_NOTNULL", "NOT NULL constraint failed: a.b", "NOT_NULL_VIOLATION"],
    ["SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: n > 0", "CHECK_VIOLATION"],
    ["SQLITE_CONSTRAINT_DATATYPE", "cannot store TEXT value in INTEGER column a.b", "INVALID_VALUE"],
    ["SQLITE_CONSTRAINT_TRIGGER", "the value canary is wrong", "TRIGGER_REFUSED"],
    ["SQLITE_CONSTRAINT_TRIGGER", "FOREIGN KEY constraint failed", "FOREIGN_KEY_VIOLATION"],
    ["SQLITE_MISMATCH", "datatype mismatch", "INVALID_VALUE"],
    ["SQLITE_TOOBIG", "string or blob too big", "VALUE_OUT_OF_RANGE"],
    ["SQLITE_BUSY", "database is locked", "BUSY"],
    ["SQLITE_BUSY_SNAPSHOT", "database is locked", "BUSY"],
    ["SQLITE_LOCKED", "database table is locked", "BUSY"],
    ["SQLITE_READONLY", "attempt to write a readonly database", "READ_ONLY"],
    ["SQLITE_FULL", "database or disk is full", "DISK_FULL"],
    ["SQLITE_IOERR_FSYNC", "disk I/O error", "IO"],
    ["SQLITE_CORRUPT", "database disk image is malformed", "CORRUPT"],
    ["SQLITE_NOTADB", "file is not a database", "NOT_A_DATABASE"],
    ["SQLITE_CANTOPEN", "unable to open database file", "UNKNOWN_DATABASE"],
    ["SQLITE_AUTH", "not authorized", "PERMISSION_DENIED"],
    ["SQLITE_ERROR", "no such table: canary", "UNDEFINED_TABLE"],
    ["SQLITE_ERROR", "no such column: x", "UNDEFINED_COLUMN"],
    ["SQLITE_ERROR", "table t has no column named x", "UNDEFINED_COLUMN"],
    ["SQLITE_ERROR", 'near "SELEC": syntax error', "SYNTAX"],
    ["SQLITE_ERROR", "incomplete input", "SYNTAX"],
    ["SQLITE_ERROR", "table t already exists", "ALREADY_EXISTS"],
    ["SQLITE_ERROR", "integer overflow", "VALUE_OUT_OF_RANGE"],
    ["SQLITE_ERROR", "malformed JSON", "INVALID_VALUE"],
    ["SQLITE_ERROR", "type mismatch on DEFAULT", "INVALID_VALUE"],
    ["SQLITE_ERROR", "something canary else", "STATEMENT_FAILED"],
    [undefined, "Too few parameter values were provided", "INVALID_PARAMETER"],
    [undefined, "The supplied SQL string contains more than one statement", "SYNTAX"],
    [undefined, "The database connection is not open", "CONNECTION_CLOSED"],
    [undefined, "what canary", "STATEMENT_FAILED"],
  ];

  it.each(cases)("%s, %s: %s", (code, message, kind) => {
    const error = sqliteError(Object.assign(new Error(message), code === undefined ? {} : { code }), "sqlite:app.db");
    expect(error.code).toBe(`DATABASE.${kind}`);
    if (kind === "STATEMENT_FAILED")
      expect(JSON.stringify([error, error.message, error.cause])).not.toContain("canary");
    expect(error.cause).toEqual(code === undefined ? undefined : { code });
  });

  it("name constraint, table and columns where the message does", () => {
    const metaOf = (code: string, message: string) =>
      sqliteError(Object.assign(new Error(message), { code }), "x").meta;
    expect(metaOf("SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: a.b, a.c")).toEqual({
      table: "a",
      columns: ["b", "c"],
    });
    expect(metaOf("SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: index 'i'")).toEqual({
      constraint: "i",
      columns: [],
    });
    expect(metaOf("SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: positive")).toEqual({ constraint: "positive" });
    expect(metaOf("SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: n > 0")).toEqual({});
  });
});

describe("a statement of which one row can come", () => {
  it("gives it or nothing, and a write among them fails when it cannot be committed", async () => {
    const { connection } = await withTable();
    await connection.run(
      "CREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
    );
    const one = (text: string, ...values: readonly number[]) =>
      connection.execute({ text, givesOneRow: true }, values) as { readonly rows: unknown; readonly rowCount: number }; // at once
    expect(one("SELECT n FROM t WHERE id = ?", 1)).toEqual({ rows: [[0]], rowCount: 1 });
    expect(one("SELECT n FROM t WHERE id = ?", 2)).toEqual({ rows: [], rowCount: 0 });
    expect(one("INSERT INTO c (t) VALUES (?) RETURNING t", 1)).toEqual({ rows: [[1]], rowCount: 1 });
    // The driver stops at the first row and would not say that there is no second step.
    const orphan = { text: "INSERT INTO c (t) VALUES (?) RETURNING t", givesOneRow: true } as const;
    expect(await codeOf(async () => connection.execute(orphan, [9]))).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
    expect((await connection.query("SELECT count(*) AS n FROM c")).rows).toEqual([{ n: 1 }]);
  });
});
