import assert from "node:assert/strict";
import type { Connection } from "@dataflow/database";
import { addNote, noteIds, type SuiteRunner, type SuiteTarget, withNotes } from "./suite-target.ts";

const NOTES = [1, 2, 3, 4, 5];
const ALL = { text: "SELECT id FROM notes ORDER BY id" };

/**
 * What is cancelled, or left early, stops, says so, and leaves the connection usable.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { cancellationSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * cancellationSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function cancellationSuite(runner: SuiteRunner, target: SuiteTarget): void {
  const it = (name: string, body: (connection: Connection) => Promise<void>) =>
    runner.it(name, () =>
      withNotes(target, async (connection) => {
        for (const id of NOTES) await addNote(connection, id);
        await body(connection);
        await addNote(connection, 99);
      }),
    );
  runner.describe(`cancellation on ${target.name}`, () => {
    it("gives nothing when it was cancelled before", async (connection) => {
      const rows = connection.stream(ALL, [], { signal: AbortSignal.abort() });
      await assert.rejects(collect(rows), { code: "DATABASE.QUERY_CANCELLED" });
    });
    it("ends a stream at the next batch, with the reason", async (connection) => {
      const controller = new AbortController();
      const rows = connection.stream(ALL, [], { batchSize: 1, signal: controller.signal })[Symbol.asyncIterator]();
      assert.equal((await rows.next()).done, false);
      const reason = new Error("enough");
      controller.abort(reason);
      await assert.rejects(rows.next(), { code: "DATABASE.QUERY_CANCELLED", cause: reason });
      assert.equal((await rows.next()).done, true);
    });
    it("frees what a loop has left early", async (connection) => {
      for (let turn = 0; turn < 20; turn++) {
        for await (const batch of connection.stream(ALL, [], { batchSize: 2 })) {
          assert.equal(batch.length, 2);
          break;
        }
      }
    });
    it("undoes a transaction whose body was cancelled", async (connection) => {
      const signal = AbortSignal.abort(new Error("enough"));
      const cancelled = connection.transaction(async () => {
        await addNote(connection, 50);
        signal.throwIfAborted();
      });
      await assert.rejects(cancelled, /enough/);
      assert.deepEqual(await noteIds(connection), NOTES);
    });
    it("refuses everything after the close, and closes twice", async (connection) => {
      const other = await target.open();
      await other.close();
      await other.close();
      await assert.rejects(other.query("SELECT 1"), { code: "DATABASE.CONNECTION_CLOSED" });
      await connection.ping();
    });
  });
}

async function collect<Batch>(rows: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const all: Batch[] = [];
  for await (const batch of rows) all.push(batch);
  return all;
}
