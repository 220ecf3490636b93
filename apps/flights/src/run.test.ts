import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, test } from "vitest";
import { openDatabase } from "./models.ts";
import { run } from "./run.ts";

interface Written {
  readonly answers: string;
  readonly notes: string;
}

async function written(databaseUrl: string, limit: number, signal = new AbortController().signal): Promise<Written> {
  const answers: string[] = [];
  const notes: string[] = [];
  await run({
    databaseUrl,
    limit,
    signal,
    answers: { write: (text) => answers.push(text) },
    notes: { write: (text) => notes.push(text) },
  });
  return { answers: answers.join(""), notes: notes.join("") };
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

  test("an import that is interrupted stores no half, and completes when it is run again", async () => {
    const url = await freshUrl();
    const interrupt = new AbortController();
    const notes = { isTTY: true, write: (text: string) => text.includes("flights, ") && interrupt.abort() };
    const interrupted = run({ databaseUrl: url, limit: 20_000, signal: interrupt.signal, answers: notes, notes });
    await expect(interrupted).rejects.toMatchObject({ code: "RUNTIME.CANCELLED" });
    const db = openDatabase(url);
    expect(await db.models.Flight.count()).toBe(0);
    await db.close();
    expect((await written(url, 20_000)).notes).toContain("20,000 flights: 20,000 new, 0 there already");
  });
});

test("every database gives the same answers, byte for byte", async () => {
  const answers = await Promise.all(
    databases.map(async ({ freshUrl }) => (await written(await freshUrl(), 8000)).answers),
  );
  expect(answers).toHaveLength(2);
  expect(answers[1]).toBe(answers[0]);
});
