import { describe, expect, it } from "vitest";
import { codeOf, freshUrl, open } from "../../test-support.fixture.ts";

async function withTable() {
  const connection = open(await freshUrl("postgres"), { poolSize: 1 });
  await connection.run("CREATE TABLE t (id integer PRIMARY KEY, name text)");
  const load = (...rows: readonly string[]) => connection.execute({ text: "COPY t (id, name) FROM STDIN", rows }, []);
  const stored = async () => (await connection.query("SELECT id, name FROM t ORDER BY id")).rows;
  return { connection, load, stored };
}

describe("rows that follow their statement", () => {
  it("are stored, in as many pieces as they come", async () => {
    const { load, stored } = await withTable();
    expect(await load("1\tone\n2\t", "two\\nlines\n3\t\\N\n")).toEqual({ rows: [], rowCount: 3 });
    expect(await stored()).toEqual([
      { id: 1, name: "one" },
      { id: 2, name: "two\nlines" },
      { id: 3, name: null },
    ]);
    expect((await load()).rowCount).toBe(0);
  });

  it("are all refused when one is, and the connection goes on", async () => {
    const { connection, load, stored } = await withTable();
    expect(await codeOf(() => load("1\tone\n1\ttwo\n"))).toBe("DATABASE.UNIQUE_VIOLATION");
    expect(await codeOf(() => load("1\tone\nx\ttwo\n"))).toBe("DATABASE.INVALID_VALUE");
    const missing = { text: "COPY missing (id) FROM STDIN", rows: ["1\n", "2\n"] };
    expect(await codeOf(() => connection.execute(missing, []))).toBe("DATABASE.UNDEFINED_TABLE");
    expect(await stored()).toEqual([]);
  });

  it("are written no faster than the server takes them, and not on when it has refused them", async () => {
    const { connection, load, stored } = await withTable();
    let made = 0;
    function* rows(first: string, pieces: number) {
      yield first;
      for (; made < pieces; made++) yield `${made}\t${"x".repeat(100_000)}\n`;
    }
    const copyOf = (first: string, pieces: number) => ({
      text: "COPY t (id, name) FROM STDIN",
      rows: rows(first, pieces),
    });
    // A refusal takes its time on a busy machine; so many pieces take far longer.
    const endless = 5_000;
    expect(await codeOf(() => connection.execute(copyOf("one\tx\n", endless), []))).toBe("DATABASE.INVALID_VALUE");
    expect(made).toBeLessThan(endless);
    made = 0;
    expect((await connection.execute(copyOf("-1\tx\n", 300), [])).rowCount).toBe(301);
    expect((await load("1000\tone\n")).rowCount).toBe(1);
    expect(await stored()).toHaveLength(302);
  });

  it("end a transaction when they cannot even be written", async () => {
    const { connection, load, stored } = await withTable();
    const broken = {
      text: "COPY t (id, name) FROM STDIN",
      rows: (function* () {
        yield "1\tone\n";
        throw new RangeError("no such row");
      })(),
    };
    const transaction = connection.transaction(async () => {
      await load("7\tseven\n");
      await connection.execute(broken, []);
    });
    await expect(transaction).rejects.toThrow("was not sent");
    expect(await stored()).toEqual([]);
    expect((await load("1\tone\n")).rowCount).toBe(1);
  });
});
