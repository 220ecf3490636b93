import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, connect } from "@dataflow/database";
import { postgresSchema } from "@dataflow/testing-base/arbitraries";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planMigration } from "../../plan/plan-migration.ts";
import { runPlan } from "../../plan/run-plan.fixture.ts";
import { readCatalog } from "../read-catalog.ts";

// The law: what is read from one database, and written into an empty one, reads the same.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.DATAFLOW_TEST_RUNS ?? 5);
console.log(`round-trip seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);

/** A running server that was named is used as it is; otherwise every version that is supported. */
const named = process.env.DATAFLOW_TEST_PG_URL ?? "";
const versions = named === "" ? ["14", "15", "16", "17", "18"] : ["named"];

const tape = fc.array(fc.nat(1000), { minLength: 50, maxLength: 400 });

describe.each(versions)("PostgreSQL %s", (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(version === "named" ? {} : { version });
  });
  afterAll(() => server?.stop());

  const schemas: readonly (readonly [name: string, since: number])[] = [
    ["shop", 14],
    ["everything", 14],
    ["corners", 14],
    ["since-15", 15],
    ["since-17", 17],
    ["since-18", 18],
  ];

  it.each(schemas)("recreates the schema %s", async (name, since) => {
    if (Number.parseInt(server.version, 10) < since) return;
    await assertRoundTrip([await readFile(join(import.meta.dirname, "hard-schemas", `${name}.sql`), "utf8")]);
  });

  it("recreates generated schemas", async () => {
    const property = fc.asyncProperty(tape, (numbers) => assertRoundTrip(postgresSchema(numbers)));
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
  });

  async function assertRoundTrip(statements: readonly string[]): Promise<void> {
    await withDatabase(async (original) => {
      for (const sql of statements) await original.run(sql);
      const wanted = await readCatalog(original);
      expect(wanted.unmodelled).toEqual([]);
      await withDatabase(async (copy) => {
        const plan = planMigration(await readCatalog(copy), wanted, { allow: "everything" });
        await runPlan(copy, plan);
        const found = await readCatalog(copy);
        // Objects rather than fingerprints: a difference is then readable.
        expect(found.objects.map(({ position: _, ...object }) => object)).toEqual(
          wanted.objects.map(({ position: _, ...object }) => object),
        );
      });
    });
  }

  async function withDatabase(body: (connection: Connection) => Promise<void>): Promise<void> {
    const connection = connect(await server.createDatabase());
    try {
      await body(connection);
    } finally {
      await connection.close();
    }
  }
});
