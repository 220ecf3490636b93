import type { DialectName } from "@dataflow/core";
import { schemaPair } from "@dataflow/testing-base/arbitraries";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPair, type SchemaPair, tally, type WithDatabase } from "./run-pairs.fixture.ts";
import { type ShortLivedDatabases, shortLivedDatabases, withMemory } from "./short-lived-databases.fixture.ts";

// The law: whatever two schemas there are, a database of the one becomes a database of the other and keeps its rows.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const runs = process.env.DATAFLOW_TEST_RUNS === undefined ? undefined : Number(process.env.DATAFLOW_TEST_RUNS);
console.log(`evolution seed: ${seed} (replay with DATAFLOW_TEST_SEED=${seed})`);

const MINUTES = 60_000;

/** Runs pairs one after the other; the names of all that fail, with why. */
async function failures(pairs: Iterable<SchemaPair>, withDatabase: WithDatabase): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pair of pairs) {
    try {
      await runPair(pair, withDatabase);
    } catch (error) {
      found.push(`${pair.name}: ${describeError(error)}`);
    }
  }
  return found;
}

function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) parts.push(cause.message);
  return parts.join(" ← ");
}

function* pairsOf(count: number, dialect: DialectName): Iterable<SchemaPair> {
  for (let index = 0; index < count; index += 1) {
    yield { name: `pair with DATAFLOW_TEST_SEED=${seed + index}`, ...schemaPair(dialect, seed + index) };
  }
}

describe("SQLite", () => {
  it("evolves generated schemas", { timeout: 60 * MINUTES }, async () => {
    expect(await failures(pairsOf(runs ?? 150, "sqlite"), withMemory)).toEqual([]);
  });
});

describe("PostgreSQL", () => {
  let databases: ShortLivedDatabases;
  beforeAll(async () => {
    databases = await shortLivedDatabases();
  });
  afterAll(() => databases?.close());

  it("evolves generated schemas", { timeout: 60 * MINUTES }, async () => {
    expect(await failures(pairsOf(runs ?? 10, "postgres"), databases.withDatabase)).toEqual([]);
  });

  it("has mostly gone with rows", () => {
    expect(tally.withRows).toBeGreaterThan(tally.withoutRows);
  });
});
