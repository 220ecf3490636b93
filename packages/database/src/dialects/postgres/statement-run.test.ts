import { describe, expect, it } from "vitest";
import { codeOf, freshUrl, open } from "../../test-support.fixture.ts";
import { countOf } from "./command-tag.ts";

const connected = async () => open(await freshUrl("postgres"), { poolSize: 1 });

describe("a compiled statement", () => {
  it("gives the server's texts, in the order of the columns", async () => {
    const connection = await connected();
    const text = "SELECT $1::int AS a, $2::bool AS a, $3::text AS b, $4::bytea AS c, $5::text AS d, $6::int8 AS e";
    const bytes = new Uint8Array([0, 1, 255, 7]).subarray(1, 3);
    for (const name of ["twice", "twice", undefined]) {
      const statement = name === undefined ? { text } : { text, name };
      const { rows, rowCount } = await connection.execute(statement, [1, true, "ä\n'", bytes, null, 1n << 40n]);
      expect(rows).toEqual([["1", "t", "ä\n'", "\\x01ff", null, "1099511627776"]]);
      expect(rowCount).toBe(1);
    }
  });

  it("counts what it gave or changed", async () => {
    const connection = await connected();
    const counted = async (text: string) => (await connection.execute({ text }, [])).rowCount;
    expect(await counted("CREATE TABLE t AS SELECT g AS n FROM generate_series(1, 5) AS g")).toBe(5);
    expect(await counted("UPDATE t SET n = n + 1 WHERE n > 3")).toBe(2);
    expect(await counted("INSERT INTO t VALUES (9) RETURNING n")).toBe(1);
    expect(await counted("SELECT n FROM t WHERE n > 100")).toBe(0);
    expect(await counted("ALTER TABLE t ADD COLUMN m int")).toBe(0);
    expect(await counted("")).toBe(0);
    expect(countOf("SELECT 12")).toBe(12);
    expect(countOf("CREATE TABLE")).toBe(0);
  });

  it("is refused under a name that another text has", async () => {
    const connection = await connected();
    for (const name of ["constructor", "plain"]) {
      expect((await connection.execute({ text: "SELECT 1", name }, [])).rows).toEqual([["1"]]);
      expect(await codeOf(async () => connection.execute({ text: "SELECT 2", name }, []))).toBe(
        "DATABASE.STATEMENT_FAILED",
      );
      expect((await connection.execute({ text: "SELECT 1", name }, [])).rows).toEqual([["1"]]);
    }
  });

  it("is not met by what somebody has prepared or forgotten by hand", async () => {
    const connection = await connected();
    const named = () => connection.execute({ text: "SELECT 1", name: "one" }, []);
    await named();
    for (const statement of ["PREPARE own AS SELECT 2", "DEALLOCATE ALL"]) {
      for (const run of [
        () => connection.query(statement),
        () => connection.run(statement),
        () => connection.run(`SELECT 1; ${statement}`),
        () => connection.transaction(() => connection.run(statement)),
      ]) {
        await run();
        expect((await named()).rows).toEqual([["1"]]);
        const left = await connection.query("SELECT name FROM pg_prepared_statements WHERE from_sql");
        expect(left.rows).toEqual([]);
      }
    }
  });

  it("leaves its connection usable when it fails, before and after it is prepared", async () => {
    const connection = await connected();
    const divide = { text: "SELECT 1 / $1::int", name: "divide" };
    const process = (await connection.query("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
    expect(await codeOf(async () => connection.execute({ text: "SELECT missing", name: "never" }, []))).toBe(
      "DATABASE.UNDEFINED_COLUMN",
    );
    expect(await codeOf(async () => connection.execute(divide, [0]))).toBe("DATABASE.INVALID_VALUE");
    expect((await connection.execute(divide, [1])).rows).toEqual([["1"]]);
    expect(await codeOf(async () => connection.execute(divide, [0]))).toBe("DATABASE.INVALID_VALUE");
    expect((await connection.query("SELECT pg_backend_pid() AS pid")).rows[0]?.pid).toBe(process);
  });

  it("that wants to copy is answered, in or out", async () => {
    const connection = await connected();
    await connection.run("CREATE TABLE t (n int)");
    expect(await codeOf(async () => connection.execute({ text: "COPY t FROM STDIN" }, []))).toMatch(/^DATABASE\./);
    expect((await connection.execute({ text: "COPY (SELECT 1) TO STDOUT" }, [])).rows).toEqual([]);
    expect((await connection.execute({ text: "SELECT 1" }, [])).rows).toEqual([["1"]]);
  });
});

describe("connections that nobody uses", () => {
  it("are taken again, and one that broke is replaced", async () => {
    const url = await freshUrl("postgres");
    const connection = open(url, { poolSize: 3 });
    const pid = async () => (await connection.execute({ text: "SELECT pg_backend_pid()" }, [])).rows[0]?.[0];
    const first = await pid();
    expect(await pid()).toBe(first);
    const three = await Promise.all([pid(), pid(), pid()]);
    expect(new Set(three).size).toBe(3);
    const other = open(url);
    await other.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ANY($1::int[])", [three]);
    await expect.poll(async () => (await Promise.allSettled([pid(), pid(), pid()])).every(isFulfilled)).toBe(true);
    expect(three).not.toContain(await pid());
  });

  it("are all closed with the pool", async () => {
    const url = await freshUrl("postgres");
    const connection = open(url, { poolSize: 3 });
    await Promise.all([1, 2, 3].map(() => connection.execute({ text: "SELECT pg_sleep(0.01)" }, [])));
    await connection.close();
    const other = open(url);
    const left = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    await expect.poll(async () => (await other.query(left)).rowCount).toBe(0);
  });
});

function isFulfilled({ status }: PromiseSettledResult<unknown>): boolean {
  return status === "fulfilled";
}
