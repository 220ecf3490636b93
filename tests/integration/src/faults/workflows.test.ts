/** Workflows in transactions that break, and nodes that want more connections than there are. */
import { defineNode, LocalRuntime } from "@dataflow/core";
import { gate, terminateSessions } from "@dataflow-tooling/vitest/faults";
import { describe, expect, it } from "vitest";
import { databases } from "../open-database.ts";
import { codeOf, expectWhole, impatientShopAt, numbersIn, type Shop, shopAt } from "./faults.fixture.ts";

const runtime = new LocalRuntime();

/** Stores a line, does something, and stores another one. */
function twoLines(db: Shop, between: () => unknown) {
  const run = async () => {
    await between();
    return { done: "done" };
  };
  const node = defineNode({ type: "BetweenNode", run });
  return db
    .workflow()
    .addNode("LineCreateNode", "first", { number: 1 })
    .addNode(node, "between", {})
    .addNode("LineCreateNode", "second", { number: 2 })
    .addConnection("first", "number", "between", "after")
    .addConnection("between", "done", "second", "filler")
    .build();
}

describe.each(databases)("a workflow in a transaction on $name", ({ name, freshUrl }) => {
  it("whose node fails, or which is told to stop, leaves nothing", async () => {
    const url = await freshUrl();
    const db = await shopAt(url);
    const failing = () => Promise.reject(new Error("no"));
    await expect(runtime.execute(twoLines(db, failing), { transaction: true })).rejects.toThrow();
    await expectWhole(db, url);
    const abort = new AbortController();
    const stopping = twoLines(db, () => abort.abort(new Error("enough")));
    await expect(runtime.execute(stopping, { transaction: true, signal: abort.signal })).rejects.toThrow();
    expect(await numbersIn(db)).toEqual([]);
    await expectWhole(db, url);
  });

  it("whose node fails leaves its connection as it was: settings, temporary tables, locks", async () => {
    const url = await freshUrl();
    const db = await shopAt(url, { poolSize: 1 });
    const { connection } = db;
    const soil = { postgres: "SET lock_timeout = 17; SELECT pg_advisory_lock(7); LISTEN news;", sqlite: "" };
    const look = {
      postgres: `SELECT current_setting('lock_timeout') AS setting, to_regclass('passing')::text AS passing,
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())::int AS locks,
        (SELECT count(*) FROM pg_listening_channels())::int AS listening, pg_backend_pid() AS process`,
      sqlite: "SELECT count(*) AS temporary FROM sqlite_temp_master",
    };
    const seen = async () => (await connection.query(look[name])).rows;
    const before = await seen();
    const workflow = twoLines(db, async () => {
      await connection.run(`${soil[name]} CREATE TEMPORARY TABLE passing (id integer)`);
      throw new Error("no");
    });
    await expect(runtime.execute(workflow, { transaction: true })).rejects.toThrow();
    expect(await seen()).toEqual(before);
    await expectWhole(db, url);
  });

  it("needs one connection, however many run and whatever their nodes do", async () => {
    const url = await freshUrl();
    const db = await impatientShopAt(url, 1);
    const workflow = twoLines(db, async () => {
      const reads = [db.models.Line.count(), db.models.Line.list(), db.connection.query("SELECT 1")];
      await Promise.all(reads);
      for await (const { id } of db.models.Line.stream()) await db.models.Line.update(id, { amount: 1 });
    });
    await Promise.all(Array.from({ length: 4 }, () => runtime.execute(workflow, { transaction: true })));
    expect(await numbersIn(db)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    await expectWhole(db, url);
  });

  it("whose node waits for a connection of its own is told so in time, and undone", async () => {
    const url = await freshUrl();
    const db = await impatientShopAt(url, 1);
    const start = gate();
    // Asked for outside of the workflow, so it is not in its transaction.
    const outside = start.opened.then(() => db.models.Line.create({ number: 3 }));
    const failure = outside.catch((error: unknown) => error);
    const workflow = twoLines(db, () => {
      start.open();
      return outside;
    });
    const error = await runtime.execute(workflow, { transaction: true }).catch((caught: unknown) => caught);
    expect(codeOf(error)).toBe("DATABASE.POOL_TIMEOUT");
    expect(codeOf(await failure)).toBe("DATABASE.POOL_TIMEOUT");
    expect(await numbersIn(db)).toEqual([]);
    await expectWhole(db, url);
  });

  it("without one: a loop over rows that writes each of them is served, or told that it needs a second connection", async () => {
    const url = await freshUrl();
    const db = await impatientShopAt(url, 1);
    await db.models.Line.bulkCreate([1, 2, 3].map((number) => ({ number })));
    const loop = async () => {
      for await (const { id } of db.models.Line.stream({ batchSize: 1 }))
        await db.models.Line.update(id, { amount: 1 });
    };
    if (name === "postgres")
      expect(codeOf(await loop().catch((error: unknown) => error))).toBe("DATABASE.POOL_TIMEOUT");
    else await loop();
    await expectWhole(db, url);
  });

  it.runIf(name === "postgres")("whose session is ended leaves nothing, and the next one works", async () => {
    const url = await freshUrl();
    const db = await shopAt(url, { poolSize: 1 });
    const workflow = twoLines(db, () => terminateSessions(url));
    const error = await runtime.execute(workflow, { transaction: true }).catch((caught: unknown) => caught);
    expect(codeOf(error)).toBe("DATABASE.CONNECTION_LOST");
    expect(await numbersIn(db)).toEqual([]);
    await runtime.execute(
      twoLines(db, () => undefined),
      { transaction: true },
    );
    expect(await numbersIn(db)).toEqual([1, 2]);
    await expectWhole(db, url);
  });
});
