import { setTimeout as settle } from "node:timers/promises";
import { type Connection, connect, DataFlow, defineModel, field, isolate } from "@dataflow/all";
import { openTestDatabase, startPostgres, type TestIsolation } from "@dataflow/testing";
import { median } from "../measure/statistics.ts";
import { atMost, type Goal, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

const TABLES = 20;
const DEFAULT_ROUNDS = 20;

/** Tests of one way follow each other, as in a file. The first one only makes warm what the way before it has made cold. */
const IN_A_ROW = 6;

/** Long enough to end what a way does beside its tests, such as dropping copies. */
const PAUSE_MS = 30;

const COLUMNS = [
  { name: "ms/test", digits: 3 },
  { name: "times the savepoint", digits: 1 },
] as const;

/** Twenty models; each test stores one row and counts it. */
const models = Object.fromEntries(
  Array.from({ length: TABLES }, (_, at) => [
    `Thing${at}`,
    defineModel(`Thing${at}`, { name: field.text(), email: field.text().unique() }),
  ]),
);

/** A way to keep tests apart. `around` runs what is done before and after the body of a test. */
interface Way {
  readonly label: string;
  readonly goal?: (ms: number) => Goal;
  around(body: (connection: Connection) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/**
 * What it costs to keep one test from seeing another: time around the body of a test, which is not counted.
 *
 * @param settings how often
 * @returns a table for each database
 */
export async function isolationSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const server = await startPostgres();
  try {
    return [
      await measure("SQLite, in memory", async () => "sqlite::memory:", settings),
      await measure("PostgreSQL, in memory, without fsync", () => server.createDatabase(), settings),
    ];
  } finally {
    await server.stop();
  }
}

async function measure(
  title: string,
  freshUrl: () => Promise<string>,
  { rounds = DEFAULT_ROUNDS, say }: SuiteSettings,
): Promise<ResultTable> {
  say(`isolation: ${title}, ${rounds} rounds`);
  const isMemory = (await freshUrl()) === "sqlite::memory:";
  const limit = isMemory ? 0.1 : 1;
  const ways = [
    await connectionWay(await freshUrl(), limit),
    await contextWay("savepoint", await freshUrl(), limit),
    await contextWay("database", await freshUrl(), isMemory ? undefined : 60),
    await truncateWay(await freshUrl(), isMemory),
    await recreateWay(await freshUrl()),
  ];
  const times = ways.map((): number[] => []);
  try {
    for (let round = -2; round < rounds; round++) {
      for (const [at, way] of ways.entries()) {
        const [, ...warm] = await timesInARow(way);
        if (round >= 0) times[at]?.push(...warm);
      }
    }
  } finally {
    for (const way of ways) await way.close();
  }
  return { title: `${title}: ${TABLES} tables`, columns: COLUMNS, rows: rowsOf(ways, times) };
}

function rowsOf(ways: readonly Way[], times: readonly (readonly number[])[]): readonly ResultRow[] {
  const [base = []] = times;
  return ways.map(({ label, goal }, at) => {
    const ms = median(times[at] ?? []);
    return { label, figures: [ms, ms / median(base)], ...(goal === undefined ? {} : { goal: goal(ms) }) };
  });
}

async function timesInARow(way: Way): Promise<readonly number[]> {
  const times: number[] = [];
  while (times.length < IN_A_ROW) times.push(await timeAround(way));
  await settle(PAUSE_MS);
  return times;
}

/** What is around the body: all of the time without that of the body itself. */
async function timeAround(way: Way): Promise<number> {
  let inside = 0;
  const startedAt = performance.now();
  await way.around(async (connection) => {
    const enteredAt = performance.now();
    await connection.query("SELECT 1");
    inside = performance.now() - enteredAt;
  });
  const took = performance.now() - startedAt - inside;
  await settle(0);
  return took;
}

/** One connection, one transaction: everything but the making of models. The transaction begins with its first statement. */
async function connectionWay(url: string, limit: number): Promise<Way> {
  const connection = connect(url);
  return {
    label: "savepoint: begin and roll back",
    goal: (ms) => atMost(ms, limit, " ms"),
    around: async (body) => {
      const isolated = isolate(connection);
      await isolated.query("SELECT 1");
      await body(isolated);
      await isolated.close();
    },
    close: () => connection.close(),
  };
}

async function contextWay(isolation: TestIsolation, url: string, limit?: number): Promise<Way> {
  const database = await openTestDatabase({ url, models, isolation });
  return {
    label: isolation === "savepoint" ? "savepoint: a whole test context" : "database: a copy for each test",
    ...(limit === undefined ? {} : { goal: (ms: number) => atMost(ms, limit, " ms") }),
    around: async (body) => {
      const context = await database.createContext();
      await context.db.connection.query("SELECT 1");
      await body(context.db.connection);
      await context.close();
    },
    close: () => database.close(),
  };
}

async function truncateWay(url: string, isMemory: boolean): Promise<Way> {
  const db = new DataFlow(url, { models, tddMode: false });
  await db.initialize();
  const tables = Object.values(models).map(({ tableName }) => tableName);
  const text = isMemory ? tables.map((table) => `DELETE FROM ${table}`).join(";") : `TRUNCATE ${tables.join(", ")}`;
  return {
    label: "emptying all tables",
    around: async (body) => {
      await body(db.connection);
      await db.connection.run(text);
    },
    close: () => db.close(),
  };
}

async function recreateWay(url: string): Promise<Way> {
  const control = connect(url);
  const tables = Object.values(models).map(({ tableName }) => `DROP TABLE ${tableName}`);
  return {
    label: "recreating the schema",
    around: async (body) => {
      const db = new DataFlow(undefined, { connection: control, models, tddMode: false });
      await db.initialize();
      await body(db.connection);
      await control.run(tables.join("; "));
    },
    close: () => control.close(),
  };
}
