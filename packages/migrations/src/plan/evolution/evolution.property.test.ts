import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSchema } from "../../introspect/postgres/generated-schema.fixture.ts";
import { mutateStatements } from "./mutate-statements.fixture.ts";
import { Random } from "./random.fixture.ts";
import { runPair, type SchemaPair, tally, type WithDatabase } from "./run-pairs.fixture.ts";
import { generateSqliteSchema } from "./sqlite-schema.fixture.ts";

// The law: whatever two schemas there are, a database of the one becomes a database of the other and keeps its rows.

const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Date.now() % 2 ** 31);
const runs = Number(process.env.DATAFLOW_TEST_RUNS ?? 0);
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

function* pairsOf(count: number, schemaOf: (random: Random) => readonly string[]): Iterable<SchemaPair> {
  for (let index = 0; index < count; index += 1) {
    const random = new Random(seed + index);
    const from = schemaOf(random);
    const to = random.maybe(5) ? schemaOf(random) : mutateStatements(from, random);
    yield { name: `pair with DATAFLOW_TEST_SEED=${seed + index}`, from, to };
  }
}

describe("SQLite", () => {
  const withDatabase: WithDatabase = (body) => use(connect("sqlite::memory:"), body);

  it("evolves generated schemas", { timeout: 60 * MINUTES }, async () => {
    expect(await failures(pairsOf(runs || 100, generateSqliteSchema), withDatabase)).toEqual([]);
  });
});

describe("PostgreSQL", () => {
  let server: PostgresServer;
  let admin: Connection;
  beforeAll(async () => {
    server = await startPostgres();
    admin = connect(server.url());
  });
  afterAll(async () => {
    await admin?.close();
    await server?.stop();
  });
  const withDatabase: WithDatabase = async (body) => {
    const url = await server.createDatabase();
    try {
      return await use(connect(url), body);
    } finally {
      await admin.run(`DROP DATABASE "${new URL(url).pathname.slice(1)}" WITH (FORCE)`);
    }
  };

  it("evolves generated schemas", { timeout: 60 * MINUTES }, async () => {
    const schemaOf = (random: Random) => generateSchema(random.numbers(200));
    expect(await failures(pairsOf(runs || 20, schemaOf), withDatabase)).toEqual([]);
    console.log(JSON.stringify(tally));
  });
});

async function use<Result>(connection: Connection, body: (connection: Connection) => Promise<Result>): Promise<Result> {
  try {
    return await body(connection);
  } finally {
    await connection.close();
  }
}
