import assert from "node:assert/strict";
import { type Connection, isolate } from "@dataflow/database";
import { addNote, noteIds, type SuiteRunner, type SuiteTarget, withNotes } from "./suite-target.ts";

/**
 * Nothing lasts that is done on an isolated connection: what tests are kept apart by.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { isolationSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * isolationSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function isolationSuite(runner: SuiteRunner, target: SuiteTarget): void {
  const it = (name: string, body: (isolated: Connection) => Promise<void>) =>
    runner.it(name, () =>
      withNotes(target, async (connection) => {
        await addNote(connection, 1);
        for (let turn = 0; turn < 2; turn++) {
          const isolated = isolate(connection);
          await body(isolated);
          await isolated.close();
          assert.deepEqual(await noteIds(connection), [1]);
        }
      }),
    );
  runner.describe(`isolation on ${target.name}`, () => {
    it("undoes statements and tables", async (isolated) => {
      await addNote(isolated, 2);
      await isolated.run("CREATE TABLE passing (id INTEGER); DELETE FROM notes WHERE id = 1");
      assert.deepEqual(await noteIds(isolated), [2]);
    });
    it("undoes transactions that were committed", async (isolated) => {
      await isolated.transaction(() => addNote(isolated, 2));
      await isolated.transaction(() => isolated.transaction(() => addNote(isolated, 3)));
      assert.deepEqual(await noteIds(isolated), [1, 2, 3]);
    });
    it("goes on after what failed", async (isolated) => {
      await assert.rejects(addNote(isolated, 1), { code: "DATABASE.UNIQUE_VIOLATION" });
      await assert.rejects(isolated.query("nonsense"), { code: "DATABASE.SYNTAX" });
      await addNote(isolated, 2);
    });
    it("refuses to end", async (isolated) => {
      await addNote(isolated, 2);
      for (const text of ["COMMIT", "ROLLBACK", "BEGIN", "SELECT 1; COMMIT"]) {
        await assert.rejects(isolated.run(text), { code: "DATABASE.TRANSACTION_CONTROL" });
      }
    });
    it("ends what is left unfinished", async (isolated) => {
      const rows = isolated.stream({ text: "SELECT id FROM notes" }, [], { batchSize: 1 })[Symbol.asyncIterator]();
      await rows.next();
      isolated.transaction(() => new Promise(() => undefined)).catch(() => undefined);
    });
  });
}
