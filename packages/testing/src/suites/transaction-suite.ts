import assert from "node:assert/strict";
import { addNote, noteIds, type SuiteRunner, type SuiteTarget, withNotes } from "./suite-target.ts";

/** Declares a test on a table of notes. */
type Declare = (name: string, body: Parameters<typeof withNotes>[1]) => void;

/** What bodies throw to be undone. */
const undone = new Error("undone");

/**
 * Transactions and savepoints: all of it lasts or none, whatever fails inside.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { transactionSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * transactionSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function transactionSuite(runner: SuiteRunner, target: SuiteTarget): void {
  const it: Declare = (name, body) => void runner.it(name, () => withNotes(target, body));
  runner.describe(`transactions on ${target.name}`, () => {
    wholeTransactions(it);
    savepoints(it);
  });
}

function wholeTransactions(it: Declare): void {
  it("last when their body ends, and give its result", async (connection) => {
    const result = await connection.transaction(async () => {
      assert.equal(connection.inTransaction, true);
      await addNote(connection, 1);
      return "result";
    });
    assert.equal(result, "result");
    assert.equal(connection.inTransaction, false);
    assert.deepEqual(await noteIds(connection), [1]);
  });
  it("leave nothing when their body throws, and throw it on", async (connection) => {
    const failing = connection.transaction(async () => {
      await addNote(connection, 1);
      throw undone;
    });
    await assert.rejects(failing, undone);
    assert.deepEqual(await noteIds(connection), []);
  });
  it("are lost when a statement has failed, even if the body does not mind", async (connection) => {
    const failing = connection.transaction(async () => {
      await addNote(connection, 1);
      await addNote(connection, 1).catch(() => undefined);
    });
    await assert.rejects(failing, { code: "DATABASE.TRANSACTION_ABORTED" });
    assert.deepEqual(await noteIds(connection), []);
  });
  it("forbid writes when they only read", async (connection) => {
    const writing = connection.transaction(() => addNote(connection, 1), { readOnly: true });
    await assert.rejects(writing, { code: "DATABASE.READ_ONLY" });
    await addNote(connection, 2);
    assert.deepEqual(await connection.transaction(() => noteIds(connection), { readOnly: true }), [2]);
  });
  it("refuse statements that would end them", async (connection) => {
    const ending = connection.transaction(() => connection.run("COMMIT"));
    await assert.rejects(ending, { code: "DATABASE.TRANSACTION_CONTROL" });
    await addNote(connection, 1);
  });
}

function savepoints(it: Declare): void {
  it("undo an inner one alone", async (connection) => {
    await connection.transaction(async () => {
      await addNote(connection, 1);
      const inner = connection.transaction(async () => {
        await addNote(connection, 2);
        throw undone;
      });
      await assert.rejects(inner, undone);
      await connection.transaction(() => addNote(connection, 3));
    });
    assert.deepEqual(await noteIds(connection), [1, 3]);
  });
  it("undo the inner ones with the outer one", async (connection) => {
    const failing = connection.transaction(async () => {
      await connection.transaction(() => addNote(connection, 1));
      throw undone;
    });
    await assert.rejects(failing, undone);
    assert.deepEqual(await noteIds(connection), []);
  });
  it("go on after a savepoint in which a statement failed", async (connection) => {
    await connection.transaction(async () => {
      await addNote(connection, 1);
      await assert.rejects(
        connection.transaction(() => addNote(connection, 1)),
        { code: "DATABASE.UNIQUE_VIOLATION" },
      );
      await addNote(connection, 2);
    });
    assert.deepEqual(await noteIds(connection), [1, 2]);
  });
  it("take statements and savepoints that run beside each other", async (connection) => {
    await connection.transaction(async () => {
      const notes = [1, 2, 3, 4].map((id) => addNote(connection, id));
      const nested = [5, 6].map((id) => connection.transaction(() => addNote(connection, id)));
      await Promise.all([...notes, ...nested]);
    });
    assert.deepEqual(await noteIds(connection), [1, 2, 3, 4, 5, 6]);
  });
}
