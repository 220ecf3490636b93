/** A way back is interrupted at every place there is, and whoever asks for it again ends it. */
import { once } from "node:events";
import { join } from "node:path";
import { isDataFlowError } from "@dataflow/core";
import { type Connection, connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { bundleProcess, removeBundle } from "@dataflow-tooling/vitest/bundle";
import { differentPlaces, type Place, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ApplyProcess } from "../apply/apply-processes.fixture.ts";
import { readRecords } from "../history/migration-record.ts";
import { readActiveLocks } from "../lock/lock-rows.ts";
import { catalogOf, migrate, stateOf } from "./rollback.fixture.ts";
import { rollbackMigration } from "./rollback-migration.ts";

const RECOVERY_MS = 10_000;

let bundle = "";
const processes: ApplyProcess[] = [];
const connections: Connection[] = [];

beforeAll(async () => {
  bundle = await bundleProcess(join(import.meta.dirname, "../apply/apply-process.fixture.ts"));
});
afterEach(async () => {
  for (const { child } of processes.splice(0)) child.kill("SIGKILL");
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});
afterAll(() => removeBundle(bundle));

/** Two migrations each; on the server the way back has to leave its transactions for indexes and values of an enum. */
const SCHEMAS = {
  postgres: [
    `CREATE TYPE mood AS ENUM ('fine', 'sad'); CREATE TABLE p (id int PRIMARY KEY, a text NOT NULL, m mood DEFAULT 'sad');
     CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, n numeric);
     CREATE INDEX p_a ON p (a); CREATE VIEW v AS SELECT a FROM p; CREATE TABLE gone (id int PRIMARY KEY)`,
    `CREATE TYPE mood AS ENUM ('fine'); CREATE TABLE p (id int PRIMARY KEY, m mood DEFAULT 'fine', extra int);
     CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE, n int); CREATE INDEX t_p ON t (p)`,
    `CREATE TYPE mood AS ENUM ('fine', 'new'); CREATE TABLE p (id int PRIMARY KEY, m mood DEFAULT 'new', extra int)`,
  ],
  sqlite: [
    `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT NOT NULL); CREATE INDEX p_a ON p (a); CREATE VIEW v AS SELECT a FROM p;
     CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, p INTEGER REFERENCES p (id) ON DELETE CASCADE, n TEXT); CREATE TABLE gone (id INTEGER PRIMARY KEY)`,
    `CREATE TABLE p (id INTEGER PRIMARY KEY, extra INTEGER);
     CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, p INTEGER REFERENCES p (id) ON DELETE CASCADE, n INTEGER); CREATE INDEX t_p ON t (p)`,
    "CREATE TABLE p (id INTEGER PRIMARY KEY, extra INTEGER)",
  ],
} as const;

const ROWS = {
  postgres:
    "INSERT INTO p SELECT n, 'a' || n FROM generate_series(1, 50) n; INSERT INTO t (p, n) SELECT n, n + 0.25 FROM generate_series(1, 50) n; UPDATE p SET m = 'fine'; INSERT INTO gone VALUES (7)",
  sqlite: `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 50) INSERT INTO p SELECT n, 'a' || n FROM s;
    WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 50) INSERT INTO t (p, n) SELECT n, '0' || n FROM s; INSERT INTO gone VALUES (7)`,
} as const;

describe.each(databases)("an interrupted way back on $name", ({ name, freshUrl }) => {
  async function migrated() {
    const url = await freshUrl();
    const connection = connect(url, { poolSize: 3 });
    connections.push(connection);
    const [first, ...later] = SCHEMAS[name];
    await connection.run(first);
    await connection.run(ROWS[name]);
    const before = await stateOf(connection);
    const ids: string[] = [];
    for (const schema of later) ids.push((await migrate(connection, await catalogOf(await freshUrl(), schema))).id);
    return { url, connection, before, id: ids[0] ?? "" };
  }

  /** Asks for the way back again, as whoever finds it undone would. */
  async function again(connection: Connection, id: string): Promise<void> {
    const code = await rollbackMigration(connection, id).then(
      ({ success }) => success,
      (error: unknown) => (isDataFlowError(error) ? error.code : error),
    );
    // The last place is behind the end of it: then there is nothing left to take back.
    expect([true, "MIGRATION.UNKNOWN_MIGRATION"]).toContain(code);
  }

  it("by a SIGKILL at every place is ended by the next one who asks for it", async () => {
    const places: Place[] = [];
    const whole = await migrated();
    await rollbackMigration(
      watchPlaces(whole.connection, (place) => void places.push(place)),
      whole.id,
    );
    expect(await stateOf(whole.connection)).toEqual(whole.before);
    const isAll = process.env.DATAFLOW_TEST_EVERY_PLACE !== undefined;
    // A server takes longer: every other place of it, unless all are asked for.
    const some = differentPlaces(places).filter((_, index) => name === "sqlite" || index % 2 === 0);
    const numbers = isAll ? places.map((_, index) => index + 1) : some;
    expect(numbers.length).toBeGreaterThan(5);
    const left = [...numbers];
    const worker = async (): Promise<void> => {
      for (let stopAt = left.shift(); stopAt !== undefined; stopAt = left.shift()) await interruptAt(stopAt, places);
    };
    await Promise.all([worker(), worker(), worker()]);
  }, 180_000);

  async function interruptAt(stopAt: number, places: readonly Place[]): Promise<void> {
    const at = places[stopAt - 1]?.text;
    const { url, connection, before, id } = await migrated();
    const victim = new ApplyProcess(bundle);
    processes.push(victim);
    const exit = once(victim.child, "exit");
    await victim.start({ url, rollback: id, stopAt, stop: "kill" });
    expect((await exit)[1], at).toBe("SIGKILL");
    const startedAt = performance.now();
    await again(connection, id);
    expect(performance.now() - startedAt, at).toBeLessThan(RECOVERY_MS);
    expect(await stateOf(connection), at).toEqual(before);
    expect(await readActiveLocks(connection)).toEqual([]);
    const states = (await readRecords(connection)).map(({ state }) => state);
    expect(states, at).toEqual(["rolledBack", "rolledBack", "applied", "applied"]);
  }

  it("says what came back, whoever has begun it", async () => {
    const places: Place[] = [];
    const whole = await migrated();
    const expected = await rollbackMigration(
      watchPlaces(whole.connection, (place) => void places.push(place)),
      whole.id,
    );
    const begun = places.findLastIndex(
      ({ text }) => text.startsWith("after INSERT INTO") && text.includes("migrations"),
    );
    const { url, connection, id } = await migrated();
    const victim = new ApplyProcess(bundle);
    processes.push(victim);
    const exit = once(victim.child, "exit");
    // Behind the transaction that notes the beginning of the last way back.
    await victim.start({ url, rollback: id, stopAt: begun + 2, stop: "kill" });
    await exit;
    expect((await readRecords(connection)).at(-1)).toMatchObject({ state: "applying" });
    const result = await rollbackMigration(connection, id);
    const last = expected.restored.filter(({ table }) => table.endsWith("p") || table.endsWith("gone"));
    expect(result).toMatchObject({ success: true, rolledBack: [id] });
    expect(result.restored).toEqual(expect.arrayContaining([...last]));
  });

  it("of a migration that was itself interrupted ends that one first", async () => {
    const { connection, before, id } = await migrated();
    await rollbackMigration(connection, id);
    const to = await catalogOf(await freshUrl(), SCHEMAS[name][1]);
    const { id: next } = await migrate(connection, to);
    const table = name === "postgres" ? "_dataflow.migrations" : "_dataflow_migrations";
    // As if it had been killed right before it could say that it was done.
    await connection.run(`UPDATE ${table} SET state = 'applying', after_catalog = NULL WHERE id = '${next}'`);
    expect((await rollbackMigration(connection, next)).success).toBe(true);
    expect(await stateOf(connection)).toEqual(before);
  });
});
