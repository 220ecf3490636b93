import { BULK_TARGETS, type BulkTarget } from "../bulk/bulk-targets.ts";
import { countedChanges, countedIds, countedUsers } from "../bulk/counted-users.ts";
import { median } from "../measure/statistics.ts";
import { barChart } from "../report/bar-chart.ts";
import { atMost, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { openUserModel } from "../users/user-model.ts";

const SIZES = [1_000, 10_000, 100_000, 1_000_000, 3_000_000] as const;

/** Small sizes are measured until they have had as many rows as this, to be as certain as the large ones. */
const ROWS_OF_A_SIZE = 100_000;

/** What a row may cost among three million, beside one among a hundred thousand. */
const MOST_GROWTH = 2;

const COLUMNS = SIZES.map((size) => ({ name: `${size.toLocaleString("en-GB")} rows, µs/row`, digits: 2 }));

/**
 * What a row costs among a thousand up to three million rows: a line, if the cost is linear.
 *
 * @param settings how often small sizes are measured
 * @returns a table with a chart for each database
 */
export async function linearitySuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const target of BULK_TARGETS) tables.push(await measure(target, settings));
  return tables;
}

type Users = Awaited<ReturnType<typeof openUserModel>>["users"];

const OPERATIONS: Readonly<
  Record<string, { readonly isFilled: boolean; readonly run: (users: Users, size: number) => Promise<unknown> }>
> = {
  create: { isFilled: false, run: (users, size) => users.bulkCreate(countedUsers(size)) },
  upsert: { isFilled: true, run: (users, size) => users.bulkUpsert(countedUsers(size, 1), { keyFields: ["email"] }) },
  update: { isFilled: true, run: (users, size) => users.bulkUpdate({ data: countedChanges(size) }) },
  delete: { isFilled: true, run: (users, size) => users.bulkDelete({ ids: countedIds(size) }) },
};

async function measure({ name, open, table: openTable }: BulkTarget, settings: SuiteSettings): Promise<ResultTable> {
  const databases = await open();
  const place = await databases.create();
  const table = await openTable(place.plain);
  const { db, users } = await openUserModel(place.url);
  try {
    const rows = [];
    for (const [label, { isFilled, run }] of Object.entries(OPERATIONS)) {
      const figures: number[] = [];
      for (const size of SIZES) {
        settings.say(`linearity: ${name}, ${label}, ${size.toLocaleString("en-GB")} rows`);
        figures.push(
          await costOfRow(size, settings, { fill: () => table.fill(isFilled ? size : 0), run: () => run(users, size) }),
        );
      }
      const growth = (figures.at(-1) ?? Number.NaN) / (figures[SIZES.indexOf(100_000)] ?? Number.NaN);
      rows.push({ label, figures, goal: atMost(growth, MOST_GROWTH, "× of 100,000") });
    }
    return {
      title: `${name}: the cost of a row, by the number of rows`,
      columns: COLUMNS,
      rows,
      notes: [databases.facts],
      chart: barChart(
        rows.flatMap(({ label, figures }) =>
          figures.map((figure, index) => ({
            label: `${label} ${(SIZES[index] ?? 0).toLocaleString("en-GB")}`,
            figure,
          })),
        ),
        { digits: 2, unit: "µs/row" },
      ),
    };
  } finally {
    await db.close();
    await table.close();
    await databases.close();
  }
}

async function costOfRow(
  size: number,
  { rounds = 3 }: SuiteSettings,
  { fill, run }: { readonly fill: () => unknown; readonly run: () => Promise<unknown> },
): Promise<number> {
  const times: number[] = [];
  const count = size >= 1_000_000 ? 1 : Math.max(rounds, Math.min(20, ROWS_OF_A_SIZE / size));
  for (let round = 0; round < count; round++) {
    await fill();
    const before = performance.now();
    await run();
    times.push(((performance.now() - before) * 1_000) / size);
  }
  return median(times);
}
