import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, quantile, roundRatios } from "../measure/statistics.ts";
import { type ComparedPage, PAGES, pageByDataflow, pageByHand } from "../pages/compared-pages.ts";
import { type PostDatabase, postgresPosts, sqlitePosts } from "../pages/post-database.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

const COLUMNS = [
  { name: "by hand µs", digits: 1 },
  { name: "DataFlow µs", digits: 1 },
  { name: "ratio", digits: 2 },
  { name: "quartiles from", digits: 2 },
  { name: "to", digits: 2 },
] as const;

/**
 * What a page after a position costs, beside the row-value form that somebody would write by hand.
 *
 * @param settings how often
 * @returns a table for each database, with one order in each row
 */
export async function pagesSuite({ rounds = 200, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for (const open of [sqlitePosts, postgresPosts]) {
    const database = await open();
    try {
      const rows: ResultRow[] = [];
      for (const page of PAGES) {
        say(`pages: ${database.name}, ${page.label}`);
        rows.push(toRow(page.label, await measure(page, database, rounds)));
      }
      tables.push({ title: `${database.name}: a page of 50 among 300,000 rows`, columns: COLUMNS, rows });
    } finally {
      await database.close();
    }
  }
  return tables;
}

function measure(page: ComparedPage, database: PostDatabase, rounds: number): Promise<readonly VariantSamples[]> {
  const variants = [
    { label: "by hand", run: pageByHand(page, database) },
    { label: "DataFlow", run: pageByDataflow(page, database) },
  ];
  return interleavedRounds({ variants, rounds, batchSize: 10, warmUpRounds: 20 });
}

function toRow(label: string, [byHand, dataflow]: readonly VariantSamples[]): ResultRow {
  if (byHand === undefined || dataflow === undefined) throw new Error("there is nothing to compare with");
  const ratios = roundRatios(dataflow.times, byHand.times);
  const ratio = median(ratios);
  return {
    label,
    figures: [median(byHand.times), median(dataflow.times), ratio, quantile(ratios, 0.25), quantile(ratios, 0.75)],
    goal: atMost(ratio, 1.5, "×"),
  };
}
