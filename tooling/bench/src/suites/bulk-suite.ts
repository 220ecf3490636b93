import { assertFacts, type BulkTable, factsAfter, inputOf, rowsBefore } from "../bulk/bulk-table.ts";
import { BULK_TARGETS, BULK_TITLES, type BulkTarget } from "../bulk/bulk-targets.ts";
import type { BulkOperation, BulkTechniques, TechniqueLists } from "../bulk/bulk-techniques.ts";
import { type Contender, compareTechniques } from "../bulk/compare-techniques.ts";
import { dataflowTechniques } from "../bulk/dataflow-techniques.ts";
import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { rateRows } from "../report/rate-rows.ts";
import type { ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

const ROWS = 100_000;
const DEFAULT_ROUNDS = 7;
const RATES = { count: ROWS, leastRatio: 0.9 } as const;

/**
 * Bulk operations of 100,000 rows, by DataFlow and by hand.
 *
 * @param settings how often
 * @returns a table for each database and operation; ratios are of rows a second, so more is better
 */
export async function bulkSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const target of BULK_TARGETS) tables.push(...(await measure(target, settings)));
  return tables;
}

const OPERATIONS: readonly BulkOperation[] = ["insert", "insertWithIds", "upsert", "updateEach", "deleteByIds"];

function measure(target: BulkTarget, settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return compareTechniques(target, {
    openings: [target.byHand, dataflowTechniques],
    operations: OPERATIONS,
    titles: BULK_TITLES,
    measure: async (operation, contenders, title) => {
      settings.say(`bulk: ${title}, ${ROWS.toLocaleString("en-GB")} rows`);
      return rateRows(await measureOperation(operation, contenders, settings), RATES);
    },
  });
}

async function measureOperation<Operation extends BulkOperation>(
  operation: Operation,
  contenders: readonly Contender<BulkTechniques>[],
  { rounds = DEFAULT_ROUNDS }: SuiteSettings,
): Promise<readonly VariantSamples[]> {
  const input = inputOf(ROWS)[operation];
  const before = rowsBefore(operation, ROWS);
  const expected = factsAfter(operation, ROWS);
  const variants: Variant[] = [];
  for (const { techniques, table } of contenders) {
    const lists: TechniqueLists = techniques;
    for (const { label, run, isBound } of lists[operation] ?? []) {
      if (isBound === true) continue;
      await table.fill(before);
      const outcome = await run(input);
      assertFacts(label, await table.facts(), expected);
      if (operation === "insertWithIds") await assertIds(label, outcome, table);
      variants.push({ label, prepare: () => table.fill(before), run: () => run(input) });
    }
  }
  return interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 1 });
}

async function assertIds(label: string, outcome: unknown, table: BulkTable): Promise<void> {
  if (JSON.stringify(outcome) !== JSON.stringify(await table.idsInOrder()))
    throw new Error(`${label} did not give the ids in the order of the input`);
}
