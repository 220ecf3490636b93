import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundRatios } from "../measure/statistics.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { newUser } from "../users/user-access.ts";
import { methodBulk, postgresBulk, sqliteBulk, type UserBulk } from "../users/user-bulk.ts";
import { postgresDatabases, sqliteDatabases } from "../users/user-databases.ts";

const ROWS = 100_000;
const DEFAULT_ROUNDS = 7;

const COLUMNS = [
  { name: "rows/s", digits: 0 },
  { name: "ratio", digits: 2 },
  { name: "CPU µs/row", digits: 1 },
] as const;

/**
 * Storing 100,000 rows, by DataFlow and by hand.
 *
 * @param settings how often
 * @returns a table for each database; ratios are of rows a second, so more is better
 */
export async function bulkSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return [
    await measure("SQLite", { open: sqliteDatabases, plain: sqliteBulk }, settings),
    await measure("PostgreSQL", { open: postgresDatabases, plain: postgresBulk }, settings),
  ];
}

interface Target {
  readonly open: typeof sqliteDatabases;
  readonly plain: (place: string, emptyTable: string) => Promise<readonly UserBulk[]>;
}

async function measure(
  name: string,
  target: Target,
  { rounds = DEFAULT_ROUNDS, say }: SuiteSettings,
): Promise<ResultTable> {
  say(`bulk: ${name}, ${ROWS.toLocaleString("en-GB")} rows, ${rounds} rounds`);
  const databases = await target.open();
  const { emptyTable, facts } = databases;
  const bulks: UserBulk[] = [];
  try {
    bulks.push(...(await target.plain((await databases.create()).plain, emptyTable)));
    bulks.push(...(await methodBulk((await databases.create()).url, emptyTable)));
    const users = Array.from({ length: ROWS }, (_, index) => newUser(index));
    const variants = bulks.map(
      ({ label, empty, create }): Variant => ({ label, prepare: () => empty(), run: () => create(users) }),
    );
    const samples = await interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 1 });
    for (const bulk of bulks) await assertStored(bulk);
    return {
      title: `${name}: ${ROWS.toLocaleString("en-GB")} rows`,
      columns: COLUMNS,
      rows: rowsOf(samples),
      notes: [facts],
    };
  } finally {
    for (const bulk of bulks) await bulk.close();
    await databases.close();
  }
}

async function assertStored({ label, count }: UserBulk): Promise<void> {
  const stored = await count();
  if (stored !== ROWS) throw new Error(`${label} stored ${stored} rows`);
}

function rowsOf(samples: readonly VariantSamples[]): readonly ResultRow[] {
  const [base] = samples;
  if (base === undefined) throw new Error("there is nothing to compare with");
  return samples.map(({ label, times, processorTimes }) => ({
    label,
    // More rows a second is less time, so the ratio is the other way round.
    figures: [
      (ROWS * 1_000_000) / median(times),
      median(roundRatios(base.times, times)),
      median(processorTimes) / ROWS,
    ],
  }));
}
