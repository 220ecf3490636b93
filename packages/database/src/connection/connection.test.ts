import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it, vi } from "vitest";
import { codeOf, everythingIn, failureOf, open, statement } from "../test-support.fixture.ts";
import { connect } from "./connect.ts";
import type { StatementEvent } from "./statement-observer.ts";

const CANARY = "canary-7f3a";

describe.each(databases)("a connection to $name", ({ name, freshUrl }) => {
  it("runs statements and gives rows as the driver has them", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    const insert = statement(connection, "INSERT INTO t VALUES (?, ?)", "insert");
    expect(await connection.execute(insert, [1, "a"])).toEqual({ rows: [], rowCount: 1 });
    expect(await connection.execute(insert, [2, null])).toEqual({ rows: [], rowCount: 1 });
    const { rows, rowCount } = await connection.execute({ text: "SELECT id, name FROM t ORDER BY id" }, []);
    const raw = name === "sqlite" ? (id: number) => id : String;
    expect(rows).toEqual([
      [raw(1), "a"],
      [raw(2), null],
    ]);
    expect(rowCount).toBe(2);
    const update = statement(connection, "UPDATE t SET name = ? WHERE id > ?");
    expect((await connection.execute(update, ["b", 0])).rowCount).toBe(2);
    const returning = statement(connection, "DELETE FROM t WHERE id = ? RETURNING name");
    expect(await connection.execute(returning, [2])).toEqual({ rows: [["b"]], rowCount: 1 });
  });

  it("binds and gives back every kind of parameter", async () => {
    const connection = open(await freshUrl());
    await connection.run(
      `CREATE TABLE t (i BIGINT, r DOUBLE PRECISION, s TEXT, b ${name === "sqlite" ? "BLOB" : "bytea"}, n TEXT)`,
    );
    const insert = statement(connection, "INSERT INTO t VALUES (?, ?, ?, ?, ?)");
    const text = "naïve 😀 ' \" \\ \n";
    await connection.execute(insert, [9007199254740993n, 0.1, text, new Uint8Array([0, 255, 39]), null]);
    const { rows } = await connection.query("SELECT * FROM t");
    expect(rows).toEqual([{ i: 9007199254740993n, r: 0.1, s: text, b: Buffer.from([0, 255, 39]), n: null }]);
  });

  it("refuses parameters that a driver would quietly change", async () => {
    const connection = open(await freshUrl());
    const select = statement(connection, name === "sqlite" ? "SELECT ?" : "SELECT ?::text");
    // A program without types may pass anything.
    for (const value of [undefined, {}, [CANARY], Symbol("x")] as never[]) {
      expect(await codeOf(() => connection.execute(select, [value]))).toBe("DATABASE.INVALID_PARAMETER");
    }
    expect(await codeOf(() => connection.execute(select, []))).toBe("DATABASE.INVALID_PARAMETER");
    expect(await codeOf(() => connection.execute(select, ["a", "b"]))).toBe("DATABASE.INVALID_PARAMETER");
    expect(await codeOf(() => connection.query(select.text, [undefined]))).toBe("DATABASE.INVALID_PARAMETER");
  });

  it("fails with a rejected promise, so that statements side by side are all caught", async () => {
    const connection = open(await freshUrl());
    await connection.ping();
    const failing = connection.execute({ text: "SELECT 1 FROM nowhere" }, []);
    expect(failing).toBeInstanceOf(Promise);
    expect(await codeOf(() => failing)).toBe("DATABASE.UNDEFINED_TABLE");
  });

  it("names what failed, and never a value", async () => {
    const connection = open(await freshUrl());
    await connection.run(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY, email TEXT NOT NULL, tenant TEXT,
        amount INTEGER CONSTRAINT positive CHECK (amount > 0), CONSTRAINT parents_key UNIQUE (email, tenant));
      CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id));
      INSERT INTO parents VALUES (1, '${CANARY}', '${CANARY}', 1)`);
    const insert = statement(connection, "INSERT INTO parents VALUES (?, ?, ?, ?)");
    const unique = await failureOf(() => connection.execute(insert, [2, CANARY, CANARY, 1]));
    expect(unique).toMatchObject({
      code: "DATABASE.UNIQUE_VIOLATION",
      meta: { table: "parents", columns: ["email", "tenant"] },
    });
    const notNull = await failureOf(() => connection.execute(insert, [2, null, CANARY, 1]));
    expect(notNull).toMatchObject({
      code: "DATABASE.NOT_NULL_VIOLATION",
      meta: { table: "parents", columns: ["email"] },
    });
    const check = await failureOf(() => connection.execute(insert, [2, "x", CANARY, -77]));
    expect(check).toMatchObject({ code: "DATABASE.CHECK_VIOLATION", meta: { constraint: "positive" } });
    const reference = await failureOf(() =>
      connection.execute(statement(connection, "INSERT INTO children VALUES (?, ?)"), [1, 77777]),
    );
    expect(reference.code).toBe("DATABASE.FOREIGN_KEY_VIOLATION");
    for (const error of [unique, notNull, check, reference]) {
      expect(everythingIn(error)).not.toMatch(new RegExp(`${CANARY}|77`));
      expect(error.isRetryable).toBe(false);
    }
  });

  it("classifies names that do not exist and text that is not SQL", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE t (id INTEGER)");
    const table = await failureOf(() => connection.query("SELECT * FROM missing"));
    expect(table).toMatchObject({ code: "DATABASE.UNDEFINED_TABLE", meta: { table: "missing" } });
    const column = await failureOf(() => connection.query("SELECT missing FROM t"));
    expect(column).toMatchObject({ code: "DATABASE.UNDEFINED_COLUMN", meta: { column: "missing" } });
    expect(await codeOf(() => connection.query("SELEC 1"))).toBe("DATABASE.SYNTAX");
    expect(await codeOf(() => connection.query("SELECT 1; SELECT 2"))).toBe("DATABASE.SYNTAX");
    expect(await codeOf(() => connection.run("CREATE TABLE t (id INTEGER)"))).toBe("DATABASE.ALREADY_EXISTS");
  });

  it("runs several statements as one: all of them or none", async () => {
    const connection = open(await freshUrl());
    await connection.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    expect(await codeOf(() => connection.run("INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)"))).toBe(
      "DATABASE.UNIQUE_VIOLATION",
    );
    expect((await connection.query("SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 0 }]);
    await connection.run("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);");
    await connection.run(" -- nothing");
    expect((await connection.query("SELECT count(*) AS n FROM t")).rows).toEqual([{ n: 2 }]);
  });

  it("refuses transactions that statements begin or end", async () => {
    const url = await freshUrl();
    const connection = open(url);
    await connection.run("CREATE TABLE t (id INTEGER)");
    expect(await codeOf(() => connection.run("BEGIN"))).toBe("DATABASE.TRANSACTION_CONTROL");
    // Whoever comes next is not inside what was begun.
    await connection.run("DELETE FROM t");
    expect(await codeOf(() => connection.query("BEGIN"))).toBe("DATABASE.TRANSACTION_CONTROL");
    expect(await codeOf(() => connection.execute({ text: "BEGIN" }, []))).toBe("DATABASE.TRANSACTION_CONTROL");
    const ended = await failureOf(() =>
      connection.transaction(async () => {
        await connection.run("INSERT INTO t VALUES (1)");
        await connection.run("ROLLBACK");
        await connection.run("INSERT INTO t VALUES (2)");
      }),
    );
    expect(ended.code).toBe("DATABASE.TRANSACTION_CONTROL");
    // Nothing of this is left behind for the next statement.
    await connection.run("INSERT INTO t VALUES (3)");
    expect((await open(url).query("SELECT id FROM t")).rows).toEqual([{ id: 3 }]);
  });

  it("tells about statements, never with their parameters", async () => {
    const events: StatementEvent[] = [];
    const echoed: StatementEvent[] = [];
    const connection = open(await freshUrl(), {
      echo: (event) => echoed.push(event),
      onStatement: (event) => {
        events.push(event);
        throw new Error("a listener that fails");
      },
    });
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const select = statement(connection, name === "sqlite" ? "SELECT ?" : "SELECT ?::text");
    await connection.execute(select, [CANARY]);
    expect(await codeOf(() => connection.query("SELECT * FROM missing"))).toBe("DATABASE.UNDEFINED_TABLE");
    expect(events).toEqual(echoed);
    expect(events[0]).toMatchObject({ text: select.text, rowCount: 1 });
    expect(events[1]).toMatchObject({ text: "SELECT * FROM missing", errorCode: "DATABASE.UNDEFINED_TABLE" });
    expect(events[0]?.durationMs).toBeGreaterThan(0);
    expect(JSON.stringify(events)).not.toContain(CANARY);
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
  });

  it("prints statements when asked to", async () => {
    const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const connection = open(await freshUrl(), { echo: true });
    const select = statement(connection, name === "sqlite" ? "SELECT ?" : "SELECT ?::text");
    await connection.execute(select, [CANARY]);
    const printed = write.mock.calls.map(([text]) => String(text)).join("");
    write.mockRestore();
    expect(printed).toContain(select.text);
    expect(printed).not.toContain(CANARY);
  });

  it("opens nothing before it is used, and nothing after it was closed", async () => {
    const connection = connect(await freshUrl());
    await connection.close();
    await connection.close();
    expect(await codeOf(() => connection.ping())).toBe("DATABASE.CONNECTION_CLOSED");
    expect(await codeOf(() => connection.transaction(() => undefined))).toBe("DATABASE.CONNECTION_CLOSED");
  });

  it("waits for what runs before it closes, and not inside a transaction", async () => {
    const connection = connect(await freshUrl());
    await connection.run("CREATE TABLE t (id INTEGER)");
    const body = connection.transaction(async () => {
      expect(await codeOf(() => connection.close())).toBe("DATABASE.TRANSACTION_CONTROL");
      await connection.run("INSERT INTO t VALUES (1)");
    });
    await Promise.all([body, connection.close()]);
  });
});

describe("options of connect", () => {
  it("refuses unknown ones with the closest", async () => {
    // A program without types may pass anything.
    const wrong = { poolsize: 3 } as object;
    expect((await failureOf(() => connect("sqlite::memory:", wrong))).fix).toContain("poolSize");
  });

  it.each([
    { poolSize: 0 },
    { poolSize: 1.5 },
    { acquireTimeoutMs: -1 },
    { busyTimeoutMs: Number.NaN },
    { durability: "some" },
    { echo: "yes" },
    { onStatement: true },
    { statementTimeoutMs: 5 },
  ])("refuses %j", async (options) => {
    // As above.
    expect(await codeOf(() => connect("sqlite::memory:", options as object))).toBe("DATABASE.INVALID_OPTION");
  });
});
