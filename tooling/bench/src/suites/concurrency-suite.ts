import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { seededRandom } from "../measure/seeded-random.ts";
import { median, quantile, roundRatios } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { methodUsers } from "../users/model-users.ts";
import { postgresUsers } from "../users/postgres-users.ts";
import { sqliteUsers } from "../users/sqlite-users.ts";
import { newUser, type UserAccess } from "../users/user-access.ts";
import { postgresDatabases, sqliteDatabases, type UserDatabases } from "../users/user-databases.ts";

const IN_FLIGHT = 16;
const SEEDED_ROWS = 1_000;

/** What runs often at a time, and how much of the plain driver's time it may take. */
interface ConcurrentOperation {
  readonly name: string;
  readonly goal: number;
  /** How often in one round. */
  readonly count: number;
  readonly run: (access: UserAccess, id: number) => unknown;
}

/** Ten rows follow every id. */
const OPERATIONS: readonly ConcurrentOperation[] = [
  { name: "reads by key", goal: 0.5, count: 320, run: (access, id) => access.read(id) },
  { name: "lists of 10", goal: 1.11, count: 160, run: (access, id) => access.list(id) },
  { name: "updates", goal: 1.11, count: 64, run: (access, id) => access.update(id, 18 + (id % 60)) },
];

interface Target {
  readonly name: string;
  readonly open: () => Promise<UserDatabases>;
  readonly plain: (place: string) => UserAccess;
  /** Whether a statement is a round trip, so that there is something to gain. */
  readonly hasRoundTrips: boolean;
}

const TARGETS: readonly Target[] = [
  { name: "PostgreSQL", open: postgresDatabases, plain: postgresUsers, hasRoundTrips: true },
  { name: "SQLite", open: sqliteDatabases, plain: sqliteUsers, hasRoundTrips: false },
];

const COLUMNS = [
  { name: "µs", digits: 1 },
  { name: "per second", digits: 0 },
  { name: "ratio", digits: 2 },
  { name: "quartiles from", digits: 2 },
  { name: "to", digits: 2 },
] as const;

/**
 * Sixteen operations in flight all the time: the plain driver's pool with one statement each, beside our methods.
 *
 * @param settings how often
 * @returns a table for each database and operation; a time is that of one operation
 */
export async function concurrencySuite({ rounds = 60, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const target of TARGETS) {
    const databases = await target.open();
    const accesses: UserAccess[] = [];
    try {
      accesses.push(target.plain((await databases.create()).plain));
      accesses.push(await methodUsers((await databases.create()).url));
      accesses.push(await methodUsers((await databases.create()).url, false));
      for (const access of accesses) await seed(access);
      for (const operation of OPERATIONS) {
        say(`concurrency: ${target.name}, ${operation.name}`);
        tables.push(tableOf(target, operation, await measure(accesses, operation, rounds)));
      }
    } finally {
      for (const access of accesses) await access.close();
      await databases.close();
    }
  }
  return tables;
}

async function seed(access: UserAccess): Promise<void> {
  for (let index = 0; index < SEEDED_ROWS; index++) await access.create(newUser(index));
}

function measure(
  accesses: readonly UserAccess[],
  operation: ConcurrentOperation,
  rounds: number,
): Promise<readonly VariantSamples[]> {
  const variants = accesses.map((access) => {
    const random = seededRandom(11);
    return { label: access.label, run: () => inFlight(operation, access, random) };
  });
  return interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 10 });
}

/** As many workers as may be in flight, each with one operation after the other. */
async function inFlight({ count, run }: ConcurrentOperation, access: UserAccess, random: () => number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run(access, 1 + Math.floor(random() * (SEEDED_ROWS - 10)));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

function tableOf(target: Target, operation: ConcurrentOperation, samples: readonly VariantSamples[]): ResultTable {
  const [base] = samples;
  if (base === undefined) throw new Error("there is nothing to compare with");
  const rows = samples.map((variant, index): ResultRow => {
    const ratios = roundRatios(variant.times, base.times);
    const time = median(variant.times) / operation.count;
    const figures = [time, 1e6 / time, median(ratios), quantile(ratios, 0.25), quantile(ratios, 0.75)];
    const hasGoal = index === 1 && target.hasRoundTrips;
    return { label: variant.label, figures, ...(hasGoal ? { goal: atMost(median(ratios), operation.goal, "×") } : {}) };
  });
  return { title: `${target.name}: ${operation.name}, ${IN_FLIGHT} in flight`, columns: COLUMNS, rows };
}
