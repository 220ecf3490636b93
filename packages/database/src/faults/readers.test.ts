/** Readers that stop: without a word, by a signal, for ever. What they held comes back. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import type { Connection } from "../connection/connection.ts";
import { codeOf, failureOf, open } from "../test-support.fixture.ts";
import { expectWhole } from "./ledger.fixture.ts";

const NUMBERS = {
  text: "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 5000) SELECT n FROM s",
};
const options = { batchSize: 10 };

function reader(connection: Connection, signal?: AbortSignal) {
  return connection
    .stream(NUMBERS, [], { ...options, ...(signal !== undefined && { signal }) })
    [Symbol.asyncIterator]();
}

describe.each(databases)("a reader on $name", ({ name, freshUrl }) => {
  it("that is told to stop while it does not read gives everything back at once", async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 1, acquireTimeoutMs: 5_000 });
    const abort = new AbortController();
    const rows = reader(connection, abort.signal);
    await rows.next();
    expect(connection.stats().inUse).toBe(1);
    abort.abort();
    await expectWhole(connection, url);
    expect(await codeOf(() => rows.next())).toBe("DATABASE.QUERY_CANCELLED");
    expect(await rows.next()).toEqual({ done: true, value: undefined });
  });

  it("that does not come back is ended by close, and is told so when it does", async () => {
    const url = await freshUrl();
    const connection = open(url, { poolSize: 1, acquireTimeoutMs: 50 });
    const rows = reader(connection);
    await rows.next();
    if (name === "postgres") {
      const error = await failureOf(() => connection.ping());
      expect(error).toMatchObject({ code: "DATABASE.POOL_TIMEOUT", isRetryable: true });
      expect(error.why).toContain("stream");
    }
    await connection.close();
    expect(await codeOf(() => rows.next())).toBe("DATABASE.CONNECTION_CLOSED");
    await expectWhole(open(url), url);
  });

  it("that goes on is waited for by close", async () => {
    const connection = open(await freshUrl(), { acquireTimeoutMs: 200 });
    let isClosed = false;
    let closing: Promise<void> | undefined;
    let seen = 0;
    for await (const batch of connection.stream(NUMBERS, [], { batchSize: 1000 })) {
      closing ??= connection.close().then(() => {
        isClosed = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(isClosed).toBe(false);
      seen += batch.length;
    }
    expect(seen).toBe(5000);
    await closing;
  });

  it("that is forgotten gives everything back when it is collected", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void; // what the flag brings
    const url = await freshUrl();
    const connection = open(url, { poolSize: 1 });
    // In a function of its own, so that nothing here holds the reader.
    await (async () => void (await reader(connection).next()))();
    const inUse = () => {
      collect();
      return connection.stats().inUse;
    };
    await expect.poll(inUse, { timeout: 10_000 }).toBe(0);
    await expectWhole(connection, url);
  });
});
