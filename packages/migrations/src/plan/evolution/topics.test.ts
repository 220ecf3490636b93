import type { Connection } from "@dataflow/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { planMigration } from "../plan-migration.ts";
import { runPlan } from "../run-plan.fixture.ts";
import { assertEvolves } from "./assert-evolves.fixture.ts";
import { POSTGRES_HARD_TOPICS } from "./postgres-hard-topics.fixture.ts";
import { POSTGRES_RELATIVES_TOPICS } from "./postgres-relatives-topics.fixture.ts";
import { POSTGRES_DATABASES, POSTGRES_TOPICS } from "./postgres-topics.fixture.ts";
import type { WithDatabase } from "./run-pairs.fixture.ts";
import { type ShortLivedDatabases, shortLivedDatabases, withMemory } from "./short-lived-databases.fixture.ts";
import { SQLITE_TOPICS } from "./sqlite-topics.fixture.ts";

const MINUTES = 60_000;
const TOPICS = { ...POSTGRES_TOPICS, ...POSTGRES_RELATIVES_TOPICS };

/** Takes a database from a schema to another. */
async function evolve(
  create: (connection: Connection) => Promise<void>,
  to: typeof create,
  withDatabase: WithDatabase,
) {
  const desired = await withDatabase(async (other) => {
    await to(other);
    return readCatalog(other);
  });
  return withDatabase(async (one) => {
    await create(one);
    return assertEvolves(one, desired);
  });
}

/** Every variant becomes the next one and the other way round. */
async function evolveInTurn(
  variants: readonly ((connection: Connection) => Promise<void>)[],
  withDatabase: WithDatabase,
) {
  for (const [index, one] of variants.entries()) {
    const next = variants[index + 1];
    if (next === undefined) continue;
    await evolve(one, next, withDatabase);
    await evolve(next, one, withDatabase);
  }
}

function inSchema(name: string, sql: string) {
  const schema = `"${name.replaceAll('"', '""')}"`;
  return (connection: Connection): Promise<void> =>
    connection.run(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}, public; ${sql}; RESET search_path`);
}

describe("PostgreSQL", () => {
  let databases: ShortLivedDatabases;
  beforeAll(async () => {
    databases = await shortLivedDatabases();
  });
  afterAll(() => databases?.close());

  it.skipIf(process.env.DATAFLOW_TEST_RUNS === undefined).for(Object.entries(TOPICS))(
    "evolves %s",
    { timeout: MINUTES },
    async ([topic, variants]) => {
      await evolveInTurn(
        variants.map((sql) => inSchema(topic, sql)),
        databases.withDatabase,
      );
    },
  );

  it.for(Object.entries(POSTGRES_HARD_TOPICS))(
    "evolves what is hard: %s",
    { timeout: MINUTES },
    async ([topic, { since = 0, variants }]) => {
      const version = await databases.withDatabase(async (one) => (await one.query("SHOW server_version_num")).rows[0]);
      if (Number(version?.server_version_num) < since * 10_000) return;
      await evolveInTurn(
        variants.map((sql) => inSchema(topic, sql)),
        databases.withDatabase,
      );
    },
  );

  it.for(Object.entries(POSTGRES_DATABASES))("evolves %s", { timeout: MINUTES }, async ([, variants]) => {
    await evolveInTurn(
      variants.map((sql) => (connection: Connection) => connection.run(sql)),
      databases.withDatabase,
    );
  });

  const CHILD =
    "CREATE TABLE a (x bigint, z text); CREATE TABLE b (y int) INHERITS (a); INSERT INTO b VALUES (1, 'z', 2)";
  const ALONE = "CREATE TABLE a (x int); CREATE TABLE b (x int, y int); INSERT INTO b VALUES (1, 2)";

  it("lets a table leave its parent", async () => {
    await evolve(
      (one) => one.run(CHILD),
      (one) => one.run(ALONE),
      databases.withDatabase,
    );
  });

  it("leaves a table its own columns when it gets a parent, for no statement takes them away", async () => {
    const desired = await databases.withDatabase(async (other) => {
      await other.run(CHILD);
      return readCatalog(other);
    });
    await databases.withDatabase(async (one) => {
      await one.run(ALONE);
      const plan = planMigration(await readCatalog(one), desired, { allow: "everything" });
      await runPlan(one, plan);
      const reached = await readCatalog(one);
      expect(catalogFingerprint(reached)).toBe(plan.to);
      expect(planMigration(reached, desired).segments).toEqual([]);
      expect((await one.query("SELECT y, x FROM a JOIN b USING (x)")).rows).toEqual([{ y: 2, x: 1 }]);
    });
  });

  it("says why a table does not become a partitioned one", async () => {
    const [plain, partitioned] = await Promise.all(
      ["", " PARTITION BY HASH (id)"].map((key) =>
        databases.withDatabase(async (one) => {
          await one.run(`CREATE TABLE t (id int, note text)${key}`);
          return readCatalog(one);
        }),
      ),
    );
    if (plain === undefined || partitioned === undefined) throw new Error("there is nothing to compare");
    const plan = planMigration(plain, partitioned);
    expect(plan.segments).toEqual([]);
    expect(plan.refused).toEqual([
      {
        object: "table public.t",
        reason: "it cannot be changed in place, and it would lose all rows of t",
        allow: "drop table t",
      },
    ]);
  });

  it("evolves all topics at once", { timeout: 5 * MINUTES }, async () => {
    const most = Math.max(...Object.values(TOPICS).map(({ length }) => length));
    const all = Array.from({ length: most }, (_, index) => async (connection: Connection) => {
      for (const [topic, variants] of Object.entries(TOPICS))
        await inSchema(topic, variants[Math.min(index, variants.length - 1)] ?? "")(connection);
    });
    await evolveInTurn(all, databases.withDatabase);
  });
});

describe("SQLite", () => {
  it.for(Object.entries(SQLITE_TOPICS))("evolves %s", async ([, variants]) => {
    await evolveInTurn(
      variants.map((sql) => (connection: Connection) => connection.run(sql)),
      withMemory,
    );
  });
});
