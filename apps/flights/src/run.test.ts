import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, test } from "vitest";
import { importFlights } from "./import-workflow.ts";
import { openDatabase } from "./models.ts";
import { run } from "./run.ts";

interface Written {
  readonly answers: string;
  readonly notes: string;
}

async function written(databaseUrl: string, limit: number): Promise<Written> {
  const answers: string[] = [];
  const notes: string[] = [];
  await run({
    databaseUrl,
    limit,
    signal: new AbortController().signal,
    answers: { write: (text) => answers.push(text) },
    notes: { write: (text) => notes.push(text) },
  });
  return { answers: answers.join(""), notes: notes.join("") };
}

const FIRST_ROW_GROUP = 272_727;

async function interruptedAfter(
  rows: number,
  { url, limit }: { readonly url: string; readonly limit: number },
): Promise<void> {
  const interrupt = new AbortController();
  let done = 0;
  const add = (more: number) => {
    done += more;
    if (done >= rows) interrupt.abort();
  };
  const db = openDatabase(url);
  try {
    await importFlights(db, { limit, signal: interrupt.signal, startProgress: () => ({ add, end: () => {} }) });
  } finally {
    await db.close();
  }
}

async function storedFlights(url: string): Promise<number> {
  const db = openDatabase(url);
  const { count } = await db.models.Flight.count();
  await db.close();
  return count;
}

describe.each(databases)("on $name", ({ freshUrl }) => {
  test("imports, answers and draws; a second time finds everything there and changes nothing", async () => {
    const url = await freshUrl();
    const first = await written(url, 5000);
    const second = await written(url, 5000);
    expect(first.notes).toContain("3,376 airports: 3,376 new, 0 there already");
    expect(first.notes).toContain("5,000 flights: 5,000 new, 0 there already");
    expect(second.notes).toContain("5,000 flights: 0 new, 5,000 there already");
    expect(first.answers).toMatch(/^3,376 airports and 5,000 flights from 2001-01-01 to 2001-01-01\n/);
    expect(first.answers).toContain("flowchart TD");
    expect(second.answers).toBe(first.answers);
  });

  test("what is in the database already is left as it is", async () => {
    const url = await freshUrl();
    await written(url, 1000);
    const db = openDatabase(url);
    await db.models.Flight.update(1, { delay: 9999 });
    await db.close();
    expect((await written(url, 1000)).answers).toContain("9,999");
  });

  test("an import that is interrupted stores no half of a row group, and completes when it is run again", async () => {
    const url = await freshUrl();
    await expect(interruptedAfter(2000, { url, limit: 5000 })).rejects.toMatchObject({ code: "RUNTIME.CANCELLED" });
    expect(await storedFlights(url)).toBe(0);
    expect((await written(url, 5000)).notes).toContain("5,000 flights: 5,000 new, 0 there already");
  });
});

/** One is enough here: what is kept is decided by where the transactions end, which is the same on every database. */
test.each(databases.slice(0, 1))(
  "an import that is interrupted keeps the row groups that are done",
  async ({ freshUrl }) => {
    const url = await freshUrl();
    const limit = FIRST_ROW_GROUP + 2000;
    await expect(interruptedAfter(FIRST_ROW_GROUP + 1000, { url, limit })).rejects.toMatchObject({
      code: "RUNTIME.CANCELLED",
    });
    expect(await storedFlights(url)).toBe(FIRST_ROW_GROUP);
    expect((await written(url, limit)).notes).toContain("274,727 flights: 2,000 new, 272,727 there already");
  },
);

test("every database gives the same answers, byte for byte", async () => {
  const answers = await Promise.all(
    databases.map(async ({ freshUrl }) => (await written(await freshUrl(), 8000)).answers),
  );
  expect(answers).toHaveLength(2);
  expect(answers[1]).toBe(answers[0]);
});
