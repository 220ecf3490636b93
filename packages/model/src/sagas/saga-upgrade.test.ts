/** A table of sagas that an earlier version has made. */
import { LocalRuntime } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { type Book, models, SAGA, sagaWorkflow } from "./transfer-saga.fixture.ts";

const DAY_MS = 24 * 3_600_000;

/** As the first version made it, where the dialects differ. */
const FIRST = {
  sqlite: { table: "_dataflow_sagas", before: "", number: "INTEGER", after: "STRICT" },
  postgres: { table: "_dataflow.sagas", before: "CREATE SCHEMA _dataflow;", number: "integer", after: "" },
};

describe.each(databases)("a table of sagas of an earlier version on $name", ({ freshUrl }) => {
  async function upgraded() {
    const url = await freshUrl();
    const db: Book = new DataFlow(url, { models });
    const { table, before, number, after } = FIRST[db.connection.dialect];
    await db.connection.run(`${before} CREATE TABLE ${table} (
      saga TEXT NOT NULL, saga_key TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'compensating', 'compensated')),
      position ${number} NOT NULL, version ${number} NOT NULL, steps TEXT NOT NULL, input TEXT NOT NULL,
      results TEXT NOT NULL, failure TEXT, PRIMARY KEY (saga, saga_key)) ${after}`);
    const put = (saga: string, key: string, rest: string) =>
      db.connection.run(
        `INSERT INTO ${table} (saga, saga_key, status, position, version, steps, input, results)
         VALUES ('${saga}', '${key}', ${rest}, '["first","second","third"]', '{}', '{}')`,
      );
    await put(SAGA.saga, SAGA.key, "'running', 1, 2");
    await put("old", "ended", "'completed', 3, 7");
    return { url, db, put };
  }

  it("becomes one of this version: what was begun goes on, what has ended is kept and can be removed", async () => {
    const { db, put } = await upgraded();
    expect(await db.sagas.unfinished()).toMatchObject([{ saga: SAGA.saga, status: "running", step: "second" }]);
    await new LocalRuntime().execute(sagaWorkflow(db, true));
    const { records } = await db.models.Entry.list({ orderBy: ["id"] });
    expect(records.map(({ text }) => text)).toEqual(["second", "third"]);
    // Nobody knows when they ended: their time begins now.
    expect(await db.sagas.remove({ olderThanMs: DAY_MS })).toEqual({ removed: 0 });
    await put("old", "of an earlier program that still runs", "'completed', 3, 7");
    expect(await db.sagas.remove({ olderThanMs: 0 })).toEqual({ removed: 2 });
    await db.close();
  });

  it("is made so once by processes that begin at the same time", async () => {
    const { url, db } = await upgraded();
    const all = [db, new DataFlow(url), new DataFlow(url)];
    const seen = await Promise.all(all.map((one) => one.sagas.unfinished()));
    expect(seen.map((sagas) => sagas.length)).toEqual([1, 1, 1]);
    await Promise.all(all.map((one) => one.close()));
  });
});
