/** Columns come and go although the process is killed at every place on the way. */
import { once } from "node:events";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { differentPlaces, type Place, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { ApplyProcess } from "../apply/apply-processes.fixture.ts";
import { catalogFingerprint } from "../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import { planNotNullAddition } from "../not-null/plan-not-null-addition.ts";
import type { MigrationPlan } from "../plan/migration-plan.ts";
import { planColumnRemoval } from "./plan-column-removal.ts";
import { restoreColumn } from "./restore-column.ts";

const ROWS = 90;
const NUMBERS = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${ROWS})`;
const SET_UP = [
  "CREATE TABLE users (id integer PRIMARY KEY, balance integer NOT NULL, legacy varchar(40))",
  `INSERT INTO users ${NUMBERS} SELECT n, n * 10, CASE WHEN n % 3 > 0 THEN 'old ' || n END FROM s`,
  "CREATE INDEX users_legacy ON users (legacy)",
];
const options = { backfill: { batchRows: 40, batchMs: 1_000_000, pauseRatio: 0 } };

let bundle = "";
const processes: ApplyProcess[] = [];

beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "../apply/apply-process.fixture.ts"));
});
afterEach(() => {
  for (const { child } of processes.splice(0)) child.kill("SIGKILL");
});
afterAll(() => removeBundle(bundle));

/** What is done, and what has to be true at its end. */
interface Change {
  readonly what: string;
  plan(connection: Connection): Promise<MigrationPlan>;
  check(connection: Connection): Promise<void>;
}

const changes: readonly Change[] = [
  {
    what: "a required column",
    async plan(connection) {
      const column = {
        name: "twice",
        dataType: "integer",
        defaultType: "COMPUTED",
        defaultExpression: "balance * 2",
      } as const;
      return (await planNotNullAddition(connection, "users", column)).migration;
    },
    async check(connection) {
      const { rows } = await connection.query("SELECT count(*) AS n FROM users WHERE twice = balance * 2");
      expect(rows).toEqual([{ n: ROWS }]);
    },
  },
  {
    what: "a removal",
    plan: async (connection) =>
      (await planColumnRemoval(connection, { table: "users", column: "legacy", copyInPartsFrom: 0 })).migration,
    async check(connection) {
      expect(await restoreColumn(connection, { table: "users", column: "legacy" })).toMatchObject({
        rows: ROWS,
        rowsSince: 0,
      });
      const { rows } = await connection.query(
        "SELECT count(*) AS n FROM users WHERE legacy IS NOT DISTINCT FROM CASE WHEN id % 3 > 0 THEN 'old ' || id END",
      );
      expect(rows).toEqual([{ n: ROWS }]);
    },
  },
];

describe.each(databases)("killed on $name", ({ freshUrl }) => {
  async function freshDatabase(): Promise<{ readonly url: string; readonly connection: Connection }> {
    const url = await freshUrl();
    const connection = connect(url, { poolSize: 3 });
    for (const sql of SET_UP) await connection.run(sql);
    return { url, connection };
  }

  it.each(changes)("$what is ended by the next process", { timeout: 120_000 }, async ({ plan: planOf, check }) => {
    const { connection } = await freshDatabase();
    const places: Place[] = [];
    const plan = await planOf(connection);
    await applyMigration(
      watchPlaces(connection, (place) => void places.push(place)),
      plan,
      options,
    );
    await connection.close();
    const every = process.env.DATAFLOW_TEST_EVERY_PLACE !== undefined;
    const left = differentPlaces(places).filter((_, index) => every || index % 2 === 0);
    expect(left.length).toBeGreaterThan(5);
    const worker = async (): Promise<void> => {
      for (let stopAt = left.shift(); stopAt !== undefined; stopAt = left.shift()) await killAt(plan, stopAt, check);
    };
    await Promise.all([worker(), worker(), worker()]);
  });

  async function killAt(plan: MigrationPlan, stopAt: number, check: Change["check"]): Promise<void> {
    const { url, connection } = await freshDatabase();
    const victim = new ApplyProcess(bundle);
    processes.push(victim);
    const exit = once(victim.child, "exit");
    await victim.start({ url, plan, stopAt, stop: "kill", options });
    expect((await exit)[1]).toBe("SIGKILL");
    await applyMigration(connection, plan, options);
    expect(catalogFingerprint(await readCatalog(connection), plan.unspelled)).toBe(plan.to);
    expect(await readActiveLocks(connection)).toEqual([]);
    await check(connection);
    await connection.close();
  }
});
