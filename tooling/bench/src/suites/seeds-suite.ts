import { type BulkTable, inputOf, rowsBefore } from "../bulk/bulk-table.ts";
import { BULK_TARGETS, type BulkTarget } from "../bulk/bulk-targets.ts";
import { median } from "../measure/statistics.ts";
import { atLeast, atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { methodUsers } from "../users/model-users.ts";
import { newUser } from "../users/user-access.ts";
import { openUserModel } from "../users/user-model.ts";

const ROWS = 100_000;
const DEFAULT_ROUNDS = 5;
const SINGLE_OPERATIONS = 1_000;

const COLUMNS = [
  { name: "rows/s", digits: 0 },
  { name: "ms", digits: 3 },
] as const;

/**
 * The figures that were promised before there was a DataFlow.
 *
 * @param settings how often
 * @returns a table for each database
 */
export async function seedsSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const target of BULK_TARGETS) tables.push(await measure(target, settings));
  return tables;
}

async function measure(target: BulkTarget, settings: SuiteSettings): Promise<ResultTable> {
  settings.say(`seeds: ${target.name}`);
  const databases = await target.open();
  try {
    const place = await databases.create();
    const table = await target.table(place.plain);
    const rows = [...(await bulkRows(place.url, table, settings)), ...(await singleRows(place.url, table))];
    await table.close();
    return {
      title: `${target.name}: what was promised`,
      columns: COLUMNS,
      rows,
      notes: [`${databases.facts} Bulk operations on ${ROWS.toLocaleString("en-GB")} rows; times are medians.`],
    };
  } finally {
    await databases.close();
  }
}

async function bulkRows(
  url: string,
  table: BulkTable,
  { rounds = DEFAULT_ROUNDS }: SuiteSettings,
): Promise<readonly ResultRow[]> {
  const { db, users } = await openUserModel(url);
  const { insert, upsert, updateEach, deleteByIds } = inputOf(ROWS);
  const perSecond = async (stored: number, run: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await table.fill(stored);
      times.push(await timeOf(run));
    }
    return (ROWS * 1_000) / median(times);
  };
  const row = (label: string, figure: number, least: number): ResultRow => ({
    label,
    figures: [figure, undefined],
    goal: atLeast(figure, least, " rows/s"),
  });
  const rows = [
    row("bulk create", await perSecond(0, () => users.bulkCreate(insert)), 10_000),
    row("bulk update", await perSecond(ROWS, () => users.bulkUpdate({ data: updateEach })), 50_000),
    row("bulk delete", await perSecond(ROWS, () => users.bulkDelete({ ids: deleteByIds })), 100_000),
    row(
      "bulk upsert",
      await perSecond(rowsBefore("upsert", ROWS), () => users.bulkUpsert(upsert, { keyFields: ["email"] })),
      30_000,
    ),
  ];
  await db.close();
  return rows;
}

async function singleRows(url: string, table: BulkTable): Promise<readonly ResultRow[]> {
  await table.fill(ROWS);
  const users = await methodUsers(url);
  const row = async (label: string, most: number, run: (index: number) => unknown): Promise<ResultRow> => {
    const times: number[] = [];
    for (let index = 1; index <= SINGLE_OPERATIONS; index++) times.push(await timeOf(() => run(index)));
    const figure = median(times);
    return { label, figures: [undefined, figure], goal: atMost(figure, most, " ms") };
  };
  const rows = [
    await row("create", 1, (index) => users.create(newUser(ROWS + index))),
    await row("read", 1, (index) => users.read(index)),
    await row("update", 1, (index) => users.update(index, index % 90)),
    await row("delete", 1, (index) => users.delete(index)),
    await row("list of 10", 10, (index) => users.list(SINGLE_OPERATIONS + index)),
  ];
  await users.close();
  return rows;
}

async function timeOf(run: () => unknown): Promise<number> {
  const before = performance.now();
  await run();
  return performance.now() - before;
}
