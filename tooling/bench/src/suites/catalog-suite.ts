import { connect } from "@dataflow/database";
import { catalogDifference, catalogStamp, indexCatalog, readCatalog } from "@dataflow/migrations";
import { type PostgresServer, startPostgres } from "@dataflow/testing";
import pg from "pg";
import { COLUMNS, COLUMNS_IN_FULL, COLUMNS_OF_TABLE, STANDARD_COLUMNS, TABLE_IDS } from "../catalog/catalog-queries.ts";
import { mikroOrmCatalog } from "../catalog/mikro-orm-catalog.ts";
import { TABLES, thousandTables } from "../catalog/thousand-tables.ts";
import { interleavedRounds, type Variant, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundRatios } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";

const DEFAULT_ROUNDS = 9;
const LONGEST_STAMP_MS = 50;
const LARGEST_RATIO = 2;
const LONGEST_DIFF_MS = 30;
const DIFF = "DataFlow: catalogDifference of two equal catalogs";
const READ = "DataFlow: readCatalog, everything";
const STAMP = "DataFlow: catalogStamp, whether anything changed";

/**
 * Reading the catalog of 1,000 tables, beside what others do.
 *
 * @param settings how often
 * @returns one table; ratios are of time, so less is better
 */
export async function catalogSuite({ rounds = DEFAULT_ROUNDS, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  say(`catalog: ${TABLES} tables, ${rounds} rounds`);
  const server = await startPostgres();
  try {
    const samples = await measure(server, rounds);
    return [
      {
        title: `PostgreSQL: the catalog of ${TABLES.toLocaleString("en-GB")} tables with 20 columns each`,
        columns: [
          { name: "ms", digits: 1 },
          { name: "× columns", digits: 2 },
          { name: "× types alone", digits: 2 },
          { name: "CPU ms", digits: 1 },
        ],
        rows: rowsOf(samples),
        notes: [
          `PostgreSQL ${server.version}. CPU is that of this process, without the server's.`,
          "MikroORM reads columns, keys, indexes, checks and enums.",
        ],
      },
    ];
  } finally {
    await server.stop();
  }
}

async function measure(server: PostgresServer, rounds: number): Promise<readonly VariantSamples[]> {
  const url = await server.createDatabase();
  const client = new pg.Client({ connectionString: url });
  const connection = connect(url, { poolSize: 1 });
  await client.connect();
  const mikroOrm = await mikroOrmCatalog(url);
  try {
    for (const sql of thousandTables()) await client.query(sql);
    await client.query("VACUUM ANALYZE");
    const tables = (await client.query<{ oid: number }>(TABLE_IDS)).rows;
    const [one, other] = [await readCatalog(connection), await readCatalog(connection)];
    const variants: readonly Variant[] = [
      { label: "pg: one query, columns with all that they have", run: () => client.query(COLUMNS_IN_FULL) },
      { label: "pg: one query, names, types and defaults of columns", run: () => client.query(COLUMNS) },
      { label: "pg: information_schema, columns only", run: () => client.query(STANDARD_COLUMNS) },
      {
        label: "pg: one query for each table, columns only",
        run: async () => {
          for (const { oid } of tables) await client.query(COLUMNS_OF_TABLE, [oid]);
        },
      },
      { label: "MikroORM: DatabaseSchema.create", run: () => mikroOrm.read() },
      { label: READ, run: () => readCatalog(connection) },
      { label: STAMP, run: () => catalogStamp(connection) },
      { label: DIFF, run: () => catalogDifference(indexCatalog(one), indexCatalog(other)) },
    ];
    return await interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 2 });
  } finally {
    await Promise.all([client.end(), connection.close(), mikroOrm.close()]);
  }
}

function rowsOf(samples: readonly VariantSamples[]): readonly ResultRow[] {
  const [base, least] = samples;
  if (base === undefined || least === undefined) throw new Error("there is nothing to compare with");
  return samples.map(({ label, times, processorTimes }) => {
    const [time, ratio] = [median(times) / 1000, median(roundRatios(times, base.times))];
    const goal =
      label === READ
        ? { goal: atMost(ratio, LARGEST_RATIO, "×") }
        : label === STAMP
          ? { goal: atMost(time, LONGEST_STAMP_MS, " ms") }
          : label === DIFF
            ? { goal: atMost(time, LONGEST_DIFF_MS, " ms") }
            : {};
    return {
      label,
      figures: [time, ratio, median(roundRatios(times, least.times)), median(processorTimes) / 1000],
      ...goal,
    };
  });
}
