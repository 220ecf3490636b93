/**
 * A migration is interrupted at every place there is, and the next attempt has to end it: with every step once, every
 * row, no lock and no half-built index, without a person, in less than ten seconds.
 */
import { once } from "node:events";
import { join } from "node:path";
import type { Connection } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { differentPlaces, gate, type Place, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readRecords } from "../history/migration-record.ts";
import { readJournal } from "../history/step-journal.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { open } from "../test-connections.fixture.ts";
import { applyMigration } from "./apply-migration.ts";
import { ApplyProcess } from "./apply-processes.fixture.ts";
import type { MigrationProgress } from "./apply-progress.ts";
import {
  type ExamplePlan,
  examples,
  PAIR_CHECKS,
  planOf,
  schemaPairs,
  setUp,
  step,
  transactional,
} from "./example-plans.fixture.ts";

const RECOVERY_MS = 10_000;
const options = { backfill: { batchRows: 100, batchMs: 1_000_000, pauseRatio: 0 } };

let bundle = "";
const processes: ApplyProcess[] = [];

beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "apply-process.fixture.ts"));
});
afterEach(async () => {
  for (const { child } of processes.splice(0)) child.kill("SIGKILL");
});
afterAll(() => removeBundle(bundle));

function startProcess(): ApplyProcess {
  const started = new ApplyProcess(bundle);
  processes.push(started);
  return started;
}

describe.each(databases)("an interrupted migration on $name", ({ name, freshUrl }) => {
  const example = examples[name];

  async function freshDatabase(statements = example.setUp): Promise<{ url: string; connection: Connection }> {
    const url = await freshUrl();
    const connection = open(url);
    await setUp(connection, statements);
    return { url, connection };
  }

  async function findPlaces(plan: MigrationPlan, statements = example.setUp): Promise<readonly Place[]> {
    const { connection } = await freshDatabase(statements);
    const places: Place[] = [];
    await applyMigration(
      watchPlaces(connection, (place) => void places.push(place)),
      plan,
      options,
    );
    return places;
  }

  it.each(["by hand", "by the planner"])(
    "planned %s and killed at every place is ended by the next process",
    async (who) => {
      const { plan, setUp: beginning, checks } = who === "by hand" ? await byHand() : await byPlanner();
      const places = await findPlaces(plan, beginning);
      await inParallel(placesToTry(places, name === "postgres" ? 0 : undefined), async (stopAt) => {
        const { url, connection } = await freshDatabase(beginning);
        const victim = startProcess();
        const exit = once(victim.child, "exit");
        await victim.start({ url, plan, stopAt, stop: "kill", options });
        expect((await exit)[1], places[stopAt - 1]?.text).toBe("SIGKILL");
        const startedAt = performance.now();
        await applyMigration(connection, plan, options);
        expect(performance.now() - startedAt, places[stopAt - 1]?.text).toBeLessThan(RECOVERY_MS);
        await expectAllDone(connection, plan, { checks });
        await connection.close();
      });
    },
    120_000,
  );

  async function byHand() {
    return { ...example, plan: await planOf(await freshUrl(), example) };
  }

  async function byPlanner() {
    const { from, to } = schemaPairs[name];
    const { connection } = await freshDatabase(from);
    const actual = await readCatalog(connection);
    const wanted = await freshDatabase(to);
    const plan = planMigration(actual, await readCatalog(wanted.connection), {
      allow: "everything",
      concurrently: true,
    });
    return { plan, setUp: from, checks: PAIR_CHECKS };
  }

  it("by a SIGKILL is ended by one who wants something else, before that", async () => {
    const plan = await planOf(await freshUrl(), example);
    const places = await findPlaces(plan);
    const done = plan.segments.flatMap(({ steps }) => steps.flatMap(({ statements }) => statements));
    const inserts = example.setUp.filter((sql) => !sql.startsWith("INSERT"));
    const next = await planOf(await freshUrl(), {
      setUp: [...inserts, ...done],
      segments: [transactional(step("more", "CREATE TABLE more (id INTEGER PRIMARY KEY)"))],
    });
    const { url, connection } = await freshDatabase();
    const victim = startProcess();
    const exit = once(victim.child, "exit");
    const stopAt = places.findIndex(({ text }) => text.includes("full_name = upper")) + 1;
    await victim.start({ url, plan, stopAt, stop: "kill", options });
    await exit;
    expect(await applyMigration(connection, next, options)).toMatchObject({
      state: "applied",
      steps: ["more"],
      recovered: expect.any(String),
    });
    expect((await readRecords(connection)).map(({ state }) => state)).toEqual(["applied", "applied"]);
    for (const [sql, rows] of example.checks) expect((await connection.query(sql)).rows).toEqual(rows);
  });
});

describe("a migration on a server", () => {
  const { postgres: example } = examples;
  const server = databases.find(({ name }) => name === "postgres");
  const freshUrl = async (): Promise<string> => (await server?.freshUrl()) ?? expect.fail("there is no server");

  it("goes on by itself when its server process is ended at any place", async () => {
    const plan = await planOf(await freshUrl(), example);
    const first = open(await freshUrl());
    await setUp(first, example.setUp);
    const places: Place[] = [];
    await applyMigration(
      watchPlaces(first, (place) => void places.push(place)),
      plan,
      options,
    );
    await inParallel(placesToTry(places, 1), async (stopAt) => {
      const url = await freshUrl();
      const [connection, other] = [open(url), open(url)];
      await setUp(connection, example.setUp);
      let place = 0;
      const terminate = async (): Promise<void> => {
        if (++place !== stopAt) return;
        const { rows } = await connection.query("SELECT pg_backend_pid() AS process");
        await other.query("SELECT pg_terminate_backend($1::int, 5000)", [rows[0]?.process]);
      };
      const outcome = await applyMigration(watchPlaces(connection, terminate), plan, options);
      expect(outcome.interruptions, places[stopAt - 1]?.text).toBeLessThanOrEqual(1);
      await expectAllDone(connection, plan, example);
      await Promise.all([connection.close(), other.close()]);
    });
  }, 120_000);

  /** Keeps every concurrent index build waiting, for it has to wait for every snapshot that is older. */
  async function holdSnapshot(url: string): Promise<() => Promise<void>> {
    const connection = open(url);
    const [taken, over] = [gate(), gate()];
    const snapshot = connection.transaction(
      async () => {
        await connection.query("SELECT count(*) FROM lines");
        taken.open();
        await over.opened;
      },
      { isolation: "repeatable read" },
    );
    await taken.opened;
    return async () => {
      over.open();
      await snapshot;
    };
  }

  const builds = (connection: Connection) =>
    connection.query(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND query LIKE 'CREATE INDEX CONCURRENTLY%'`,
    );

  async function until(isTrue: () => Promise<boolean>): Promise<void> {
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const invalid = async (connection: Connection): Promise<unknown> =>
    (await connection.query("SELECT count(*) AS n FROM pg_index WHERE NOT indisvalid")).rows[0]?.n;

  /** A process in the middle of building an index, which can only be ended from outside. */
  async function buildingIndex() {
    const url = await freshUrl();
    const [connection, plan] = [open(url), await planOf(await freshUrl(), example)];
    await setUp(connection, example.setUp);
    const release = await holdSnapshot(url);
    const builder = startProcess();
    await builder.start({ url, plan, options });
    const answer = builder.answer();
    await until(async () => (await invalid(connection)) === 1 && (await builds(connection)).rows.length === 1);
    return { connection, plan, release, builder, answer };
  }

  it("killed in the middle of an index build leaves one that the next attempt removes and builds again", async () => {
    const { connection, plan, release, builder } = await buildingIndex();
    builder.child.kill("SIGKILL");
    const startedAt = performance.now();
    const next = applyMigration(connection, plan, options);
    await until(async () => (await builds(connection)).rows.length === 0);
    await release();
    expect(await next).toMatchObject({ isResumed: true });
    expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS);
    await expectAllDone(connection, plan, example);
  });

  it("whose server process is ended in the middle of an index build removes it and builds it again", async () => {
    const { connection, plan, release, answer } = await buildingIndex();
    const { rows } = await builds(connection);
    await connection.query("SELECT pg_terminate_backend($1::int, 5000)", [rows[0]?.pid]);
    await release();
    expect((await answer)?.outcome).toMatchObject({ state: "applied", interruptions: 1 });
    await expectAllDone(connection, plan, example);
  });

  it("tells how far an index build is, and ends it when its signal is aborted", async () => {
    const url = await freshUrl();
    const [connection, other, plan] = [open(url), open(url), await planOf(await freshUrl(), example)];
    await setUp(connection, example.setUp);
    const release = await holdSnapshot(url);
    const abort = new AbortController();
    const phases: string[] = [];
    const onProgress = (event: MigrationProgress): void => {
      if (event.kind !== "indexBuild") return;
      phases.push(event.phase);
      abort.abort();
    };
    const cancelled = applyMigration(connection, plan, { ...options, onProgress, signal: abort.signal }).catch(
      (error: unknown) => error,
    );
    await until(async () => phases.length > 0 && (await builds(other)).rows.length === 0);
    // What is there of the index is removed once the old snapshot is gone.
    await release();
    expect(await cancelled).toMatchObject({ cause: { code: "MIGRATION.CANCELLED" } });
    expect(phases).toEqual([expect.stringMatching(/^waiting for .* snapshots$|^waiting for writers/)]);
    expect(await invalid(connection)).toBe(0);
    await applyMigration(connection, plan, options);
    await expectAllDone(connection, plan, example);
  });

  it("whose index build is cancelled leaves no invalid index, and goes on when it is asked to", async () => {
    const { connection, plan, release, answer } = await buildingIndex();
    const { rows } = await builds(connection);
    await connection.query("SELECT pg_cancel_backend($1::int)", [rows[0]?.pid]);
    await until(async () => (await builds(connection)).rows.length === 0);
    await release();
    expect(await answer).toMatchObject({ error: expect.stringContaining('The step "index total" failed') });
    expect(await invalid(connection)).toBe(0);
    await applyMigration(connection, plan, options);
    await expectAllDone(connection, plan, example);
  });
});

/** Everything that has to be true once a migration has ended, however often it was interrupted. */
async function expectAllDone(
  connection: Connection,
  plan: MigrationPlan,
  { checks }: Pick<ExamplePlan, "checks">,
): Promise<void> {
  for (const [sql, rows] of checks) expect((await connection.query(sql)).rows).toEqual(rows);
  expect(catalogFingerprint(await readCatalog(connection))).toBe(plan.to);
  expect(await readActiveLocks(connection)).toEqual([]);
  const records = await readRecords(connection);
  expect(records.map(({ state }) => state)).toEqual(["applied"]);
  const steps = plan.segments.flatMap((segment) => segment.steps.map(({ id }) => id));
  const journal = await readJournal(connection, records[0]?.id ?? "");
  expect(journal.map(({ step: id, state }) => [id, state])).toEqual(steps.map((id) => [id, "done"]));
}

/**
 * With DATAFLOW_TEST_EVERY_PLACE every one; otherwise those that differ for the database. A process that is killed and a
 * server process that is ended are the same to a server, so each gets every other place of them.
 */
function placesToTry(places: readonly Place[], half?: 0 | 1): readonly number[] {
  if (process.env.DATAFLOW_TEST_EVERY_PLACE !== undefined) return places.map((_, index) => index + 1);
  return differentPlaces(places).filter((_, index) => half === undefined || index % 2 === half);
}

/** Runs a task for each item, a few at a time. */
async function inParallel<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
