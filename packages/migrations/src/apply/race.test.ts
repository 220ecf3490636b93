/**
 * Many processes start with the same pending migration. One applies it and none fails, also when the one that applies it
 * is paused for long, and when others are killed while they wait.
 */
import { once } from "node:events";
import { join } from "node:path";
import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { type Place, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readRecords } from "../history/migration-record.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import { applyMigration } from "./apply-migration.ts";
import { ApplyProcess } from "./apply-processes.fixture.ts";
import { examples, planOf, setUp } from "./example-plans.fixture.ts";

let bundle = "";
const processes: ApplyProcess[] = [];

beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "apply-process.fixture.ts"));
});
afterEach(() => {
  for (const { child } of processes.splice(0)) child.kill("SIGKILL");
});
afterAll(() => removeBundle(bundle));

function startProcesses(count: number): readonly ApplyProcess[] {
  const started = Array.from({ length: count }, () => new ApplyProcess(bundle));
  processes.push(...started);
  return started;
}

/** The first statement of the plans: it has run, and is not committed. */
const FIRST_STATEMENT = "CREATE TABLE tags";

describe.each(databases)("a race on $name", ({ name, freshUrl }) => {
  const example = examples[name];

  async function prepared() {
    const plan = await planOf(await freshUrl(), example);
    const url = await freshUrl();
    const connection = connect(url);
    await setUp(connection, example.setUp);
    return { plan, url, connection };
  }

  it.each([2, 8, 32])(
    "of %i processes is won by exactly one",
    async (count) => {
      const { plan, url, connection } = await prepared();
      const racers = startProcesses(count);
      const job = { url, plan };
      // All at once, or those that are ready first are done before the others begin.
      await Promise.all(racers.map((racer) => racer.ready));
      await Promise.all(racers.map((racer) => racer.start(job)));
      const answers = await Promise.all(racers.map((racer) => racer.answer()));
      expect(answers.filter((answer) => answer?.error !== undefined)).toEqual([]);
      const states = answers.map((answer) => answer?.outcome?.state).toSorted();
      expect(states).toEqual([...Array.from({ length: count - 1 }, () => "alreadyApplied"), "applied"]);
      expect(await readRecords(connection)).toMatchObject([{ state: "applied" }]);
      for (const [sql, rows] of example.checks) expect((await connection.query(sql)).rows).toEqual(rows);
      expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.to);
      expect(await readActiveLocks(connection)).toEqual([]);
      await connection.close();
    },
    60_000,
  );

  it("waits for a winner that is paused, whoever of those who wait is killed", async () => {
    const { plan, url, connection } = await prepared();
    const [winner, victim, ...others] = startProcesses(4);
    if (winner === undefined || victim === undefined) return expect.fail("nobody was started");
    await winner.start({ url, plan, stopAt: await placeInside(), stop: "wait" });
    expect((await winner.answer())?.stoppedAt).toContain(FIRST_STATEMENT);
    winner.child.kill("SIGSTOP");
    const answers = [victim, ...others].map(async (waiting) => {
      await waiting.start({ url, plan });
      return waiting.answer();
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const exit = once(victim.child, "exit");
    victim.child.kill("SIGKILL");
    await exit;
    expect(await readActiveLocks(connection)).toHaveLength(1);
    winner.child.kill("SIGCONT");
    winner.child.send("go");
    expect((await winner.answer())?.outcome).toMatchObject({ state: "applied", interruptions: 0 });
    const states = (await Promise.all(answers)).map((answer) => answer?.outcome?.state);
    expect(states).toEqual([undefined, "alreadyApplied", "alreadyApplied"]);
    expect(await readRecords(connection)).toMatchObject([{ state: "applied" }]);
    await connection.close();
  }, 60_000);

  it.runIf(name === "postgres")(
    "goes to another one when the server ends the connection of a paused winner",
    async () => {
      const { plan, url, connection } = await prepared();
      const [paused, other] = startProcesses(2);
      if (paused === undefined || other === undefined) return expect.fail("nobody was started");
      await paused.start({ url, plan, stopAt: await placeInside(), stop: "wait" });
      await paused.answer();
      paused.child.kill("SIGSTOP");
      await connection.query("SELECT pg_terminate_backend(process::int, 5000) FROM _dataflow.locks");
      await other.start({ url, plan });
      expect((await other.answer())?.outcome).toMatchObject({ state: "applied" });
      paused.child.kill("SIGCONT");
      paused.child.send("go");
      expect((await paused.answer())?.outcome).toMatchObject({ state: "alreadyApplied", interruptions: 1 });
      for (const [sql, rows] of example.checks) expect((await connection.query(sql)).rows).toEqual(rows);
      expect(await readRecords(connection)).toMatchObject([{ state: "applied" }]);
      await connection.close();
    },
    60_000,
  );

  /** The number of the place inside the first step, found by a run that only counts. */
  async function placeInside(): Promise<number> {
    const { plan, connection } = await prepared();
    const places: Place[] = [];
    await applyMigration(
      watchPlaces(connection, (place) => void places.push(place)),
      plan,
    );
    await connection.close();
    return places.findIndex(({ text }) => text.includes(FIRST_STATEMENT)) + 1;
  }
});
