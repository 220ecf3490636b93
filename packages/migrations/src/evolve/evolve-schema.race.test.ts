import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connect, introspect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fiveTables } from "../example-tables.fixture.ts";
import { evolveSchema } from "./evolve-schema.ts";

let bundle = "";
const NAMES = fiveTables.tables.map(({ name }) => name).sort();

interface Creator {
  readonly child: ChildProcess;
  /** The next thing it says; to be asked for before it can be said. */
  next(): Promise<string>;
  go(): void;
}

const creators: Creator[] = [];

beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "evolve-schema.fixture.ts"));
});
afterAll(() => removeBundle(bundle));

afterEach(() => {
  for (const { child } of creators.splice(0)) child.kill("SIGKILL");
});

async function startCreator(url: string, ...behaviour: readonly string[]): Promise<Creator> {
  const child = fork(bundle, [url, ...behaviour]);
  const ended = async (): Promise<never> => {
    const [code] = await once(child, "exit");
    throw new Error(`the process ended with ${code} before it said anything`);
  };
  const said = async (): Promise<string> => String((await once(child, "message"))[0]);
  const creator = { child, next: () => Promise.race([said(), ended()]), go: () => void child.send("go") };
  creators.push(creator);
  expect(await creator.next()).toBe("ready");
  return creator;
}

async function tableNames(url: string): Promise<readonly string[]> {
  const connection = connect(url);
  try {
    return (await introspect(connection)).tables.map(({ name }) => name).sort();
  } finally {
    await connection.close();
  }
}

describe.each(databases)("$name", ({ freshUrl }) => {
  it("eight processes at once: one creates, the others find nothing to do", async () => {
    const url = await freshUrl();
    const racers = await Promise.all(Array.from({ length: 8 }, () => startCreator(url)));
    const answers = racers.map((racer) => racer.next());
    for (const racer of racers) racer.go();
    const results = (await Promise.all(answers)).map((answer) => JSON.parse(answer));
    const creating = results.filter(({ created }) => created?.length > 0);
    expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(creating.map(({ created }) => created.toSorted())).toEqual([NAMES]);
    expect(await tableNames(url)).toEqual(NAMES);
  }, 180_000);

  it("a killed creator leaves neither half of the tables nor a lock", async () => {
    const url = await freshUrl();
    const victim = await startCreator(url, "hang");
    const answer = victim.next();
    victim.go();
    expect(await answer).toBe("inside");
    expect(await tableNames(url)).toEqual([]);
    const connection = connect(url);
    const waiting = evolveSchema(connection, fiveTables);
    victim.child.kill("SIGKILL");
    await once(victim.child, "exit");
    expect((await waiting).created.toSorted()).toEqual(NAMES);
    expect(await tableNames(url)).toEqual(NAMES);
    await connection.close();
  }, 180_000);
});
