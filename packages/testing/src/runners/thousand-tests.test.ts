// A thousand tests in one file leave nothing behind: no connection, no memory, no row.
import { type DataFlow, defineModel, field } from "@dataflow/model";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { usedMemory } from "../performance/heap-growth.ts";
import { tddTest } from "../vitest.ts";

const TESTS = 1000;

/** From here on the memory counts: caches are filled, code is compiled. */
const WARM = 200;

/** What a test may leave: the runner keeps its name and its result. A context that is not let go is five times that. */
const BYTES_FOR_A_TEST = 8_000;

const Note = defineModel("Note", { text: field.text().unique() });

// Fixtures belong to a file, so they are defined outside of its groups.
const suites = await Promise.all(
  databases.map(async ({ name, freshUrl }) => {
    let lender: DataFlow<{ Note: typeof Note }> | undefined;
    const noteTest = tddTest({
      url: await freshUrl(),
      models: { Note },
      prepare: async (db) => {
        lender = db;
        await db.models.Note.create({ text: "always there" });
      },
    });
    /** The DataFlow that lends the tests their connections. */
    const base = () => lender ?? expect.unreachable("no test has asked for the database yet");
    return { name, noteTest, base };
  }),
);

describe.each(suites)("a thousand tests on $name", ({ name, noteTest, base }) => {
  let memory = 0;

  for (let turn = 0; turn < TESTS; turn++) {
    noteTest(`starts with what was prepared, ${turn}`, async ({ tddModels }) => {
      await tddModels.Note.create({ text: "passing" });
      expect(await tddModels.Note.count()).toEqual({ count: 2 });
    });
    if (turn !== WARM) continue;
    it("is warm", async () => {
      memory = await usedMemory();
    });
  }

  it("leaves no memory in use", async () => {
    const left = ((await usedMemory()) - memory) / (TESTS - WARM);
    expect(left).toBeLessThan(BYTES_FOR_A_TEST);
  });

  it("leaves no connection lent or open", async () => {
    expect(base().connection.stats()).toMatchObject({ inUse: 0, waiting: 0, open: 1 });
    if (name !== "postgres") return;
    const { rows } = await base().connection.query(
      `SELECT state FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    expect(rows).toEqual([]);
  });

  it("leaves no row but those that were prepared", async () => {
    expect(await base().models.Note.list()).toMatchObject({ records: [{ text: "always there" }] });
  });
});
