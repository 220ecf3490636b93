/**
 * A migration is interrupted at every place there is, and the next attempt has to end it: with every step once, every
 * row, no lock and no half-built index, without a person, in less than ten seconds.
 */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readRecords } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { applyMigration } from "./apply-migration.ts";
import { ApplyProcess, bundleProcess } from "./apply-processes.fixture.ts";
import { examples, planOf, setUp } from "./example-plans.fixture.ts";
import { observed } from "./observed-connection.fixture.ts";

const RECOVERY_MS = 10_000;
const options = { backfill: { batchRows: 100, batchMs: 1_000_000, pauseRatio: 0 } };

let bundle = "";
const processes: ApplyProcess[] = [];
const connections: Connection[] = [];

beforeAll(async () => {
  bundle = await bundleProcess();
});
afterEach(async () => {
  for (const { child } of processes.splice(0)) child.kill("SIGKILL");
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});
afterAll(() => rm(dirname(bundle), { recursive: true, force: true }));

function open(url: string): Connection {
  const connection = connect(url, { poolSize: 3 });
  connections.push(connection);
  return connection;
}

function startProcess(): ApplyProcess {
  const started = new ApplyProcess(bundle);
  processes.push(started);
  return started;
}

describe.each(databases)("an interrupted migration on $name", ({ name, freshUrl }) => {
  const example = examples[name];

  async function freshDatabase(): Promise<{ url: string; connection: Connection }> {
    const url = await freshUrl();
    const connection = open(url);
    await setUp(connection, example.setUp);
    return { url, connection };
  }

  /** Everything that has to be true once a migration has ended, however often it was interrupted. */
  async function expectEnded(connection: Connection, plan: MigrationPlan): Promise<void> {
    for (const [sql, rows] of example.checks) expect((await connection.query(sql)).rows).toEqual(rows);
    expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.to);
    expect(await readActiveLocks(connection)).toEqual([]);
    const records = await readRecords(connection);
    expect(records.map(({ state }) => state)).toEqual(["applied"]);
    const steps = plan.segments.flatMap((segment) => segment.steps.map(({ id }) => id));
    const journal = await readJournal(connection, records[0]?.id ?? "");
    expect(journal.map(({ step, state }) => [step, state])).toEqual(steps.map((step) => [step, "done"]));
  }

  async function countPlaces(plan: MigrationPlan): Promise<readonly string[]> {
    const { connection } = await freshDatabase();
    const places: string[] = [];
    await applyMigration(
      observed(connection, (place) => void places.push(place)),
      plan,
      options,
    );
    await expectEnded(connection, plan);
    return places;
  }

  it("by a SIGKILL at every place is ended by the next process", async () => {
    const plan = await planOf(await freshUrl(), example);
    const places = await countPlaces(plan);
    const killAt = async (index: number): Promise<void> => {
      const { url, connection } = await freshDatabase();
      const victim = startProcess();
      const exit = once(victim.child, "exit");
      await victim.start({ url, plan, stopAt: index + 1, stop: "kill", options });
      expect((await exit)[1], places[index]).toBe("SIGKILL");
      const startedAt = performance.now();
      await applyMigration(connection, plan, options);
      expect(performance.now() - startedAt, places[index]).toBeLessThan(RECOVERY_MS);
      await expectEnded(connection, plan);
      await connection.close();
    };
    // What is before a statement is what was after the one before it.
    const different = places.flatMap((place, index) => (index === 0 || place.startsWith("after") ? [index] : []));
    await inParallel(different, killAt);
  }, 120_000);
});

/** Runs a task for each item, a few at a time. */
async function inParallel<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
