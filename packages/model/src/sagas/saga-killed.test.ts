/**
 * A saga whose process is killed between any two statements is ended by another process: each step once, each compensation
 * once. DATAFLOW_TEST_EVERY_PLACE tries all the places; otherwise a seed chooses some.
 */
import { join } from "node:path";
import { LocalRuntime } from "@dataflow/core";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import {
  differentPlaces,
  type ProgramEnd,
  type ProgramOptions,
  startProgram,
  withSeed,
} from "@dataflow-tooling/vitest/faults";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataFlow } from "../dataflow/dataflow.ts";
import { type Book, models, SAGA, sagaWorkflow } from "./transfer-saga.fixture.ts";

let bundle = "";
beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "saga-process.fixture.ts"));
});
afterAll(() => removeBundle(bundle));

type Ending = "completed" | "compensated";
type KillPlace = NonNullable<ProgramOptions["killAt"]>;

const ENTRIES: Readonly<Record<Ending, readonly string[]>> = {
  completed: ["first", "second", "third"],
  compensated: ["first", "second", "no second", "no first"],
};

/** Each place that makes a difference to the database, by its name and which of that name it is. */
function killPlaces({ places }: ProgramEnd): readonly KillPlace[] {
  const all = places.map((text) => ({ text, isInTransaction: text === "inside" }));
  return differentPlaces(all).map((number) => {
    const place = places[number - 1] ?? "";
    return { place, nth: places.slice(0, number).filter((name) => name === place).length };
  });
}

describe.each(databases)("a saga that is killed on $name", ({ freshUrl }) => {
  async function book(): Promise<{ readonly url: string; readonly db: Book }> {
    const url = await freshUrl();
    const db: Book = new DataFlow(url, { models });
    // So that a process that runs it makes no tables: these places are those of others.
    await db.initialize();
    await db.sagas.unfinished();
    return { url, db };
  }

  const entries = async (db: Book) => (await db.models.Entry.list({ orderBy: ["id"] })).records.map(({ text }) => text);

  const runProgram = (url: string, ending: Ending, killAt?: KillPlace) =>
    startProgram(bundle, { arguments: [url, ending], ...(killAt !== undefined && { killAt }), execArguments: [] })
      .ended;

  /** Goes on with what a process has left, and gives where it had left it. */
  async function goOn(db: Book, ending: Ending): Promise<string> {
    const [left] = await db.sagas.unfinished();
    const run = new LocalRuntime().execute(sagaWorkflow(db, ending === "completed"));
    if (ending === "completed") await run;
    else await expect(run).rejects.toMatchObject({ cause: { code: "MODEL.SAGA_COMPENSATED" } });
    return left === undefined ? "before or after" : `${left.status} ${left.step}`;
  }

  it.each<Ending>(["completed", "compensated"])(
    "is %s by another process, each step once",
    { timeout: 120_000 },
    async (ending) => {
      const whole = await book();
      const places = killPlaces(await runProgram(whole.url, ending));
      expect(await entries(whole.db)).toEqual(ENTRIES[ending]);
      await whole.db.close();
      expect(places.length).toBeGreaterThan(8);
      await withSeed(async (choice) => {
        const every = process.env.DATAFLOW_TEST_EVERY_PLACE !== undefined;
        const chosen = every ? places : choice.someOf(places, 2);
        const left = await Promise.all(
          chosen.map(async (killAt) => {
            const { url, db } = await book();
            expect((await runProgram(url, ending, killAt)).signal).toBe("SIGKILL");
            const where = await goOn(db, ending);
            expect(await entries(db), `${killAt.place} ${killAt.nth}, ${where}`).toEqual(ENTRIES[ending]);
            expect(await db.sagas.unfinished()).toEqual([]);
            await db.close();
            return where;
          }),
        );
        if (every) expect([...new Set(left)].sort()).toEqual(STATES[ending]);
      });
    },
  );

  it("is forgotten when it has ended long enough ago, and not before", async () => {
    const { db } = await book();
    const run = () => new LocalRuntime().execute(sagaWorkflow(db, true));
    await run();
    const begun = { saga: "open", key: "1", steps: [] };
    await db.connection.run(
      `INSERT INTO ${db.connection.dialect === "sqlite" ? "_dataflow_sagas" : "_dataflow.sagas"}
       (saga, saga_key, status, position, version, steps, input, results, changed_at)
       VALUES ('${begun.saga}', '1', 'running', 0, 0, '["a"]', '{}', '{}', 0)`,
    );
    expect(await db.sagas.remove({ olderThanMs: 60_000 })).toEqual({ removed: 0 });
    await run();
    expect(await entries(db)).toHaveLength(3);
    expect(await db.sagas.remove({ olderThanMs: 0, saga: "another" })).toEqual({ removed: 0 });
    expect(await db.sagas.remove({ olderThanMs: 0, saga: SAGA.saga })).toEqual({ removed: 1 });
    expect(await db.sagas.unfinished()).toMatchObject([{ saga: "open", status: "running" }]);
    expect(await db.sagas.remove({ olderThanMs: 0 })).toEqual({ removed: 0 });
    await run();
    expect(await entries(db)).toHaveLength(6);
    const wrong: object = { olderThan: 5 };
    await expect(db.sagas.remove(wrong as { olderThanMs: number })).rejects.toMatchObject({
      code: "MODEL.UNKNOWN_OPTION",
      fix: expect.stringContaining("olderThanMs"),
    });
    await expect(db.sagas.remove({ olderThanMs: -1 })).rejects.toMatchObject({ code: "MODEL.INVALID_OPTION" });
    await db.close();
  });
});

/** Every state in which a saga can be left: before it begins and after it has ended there is nothing to go on with. */
const STATES: Readonly<Record<Ending, readonly string[]>> = {
  completed: ["before or after", "running ", "running first", "running second", "running third"],
  compensated: [
    "before or after",
    "compensating ",
    "compensating first",
    "compensating second",
    "running first",
    "running second",
    "running third",
  ],
};
