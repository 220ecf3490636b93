import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertFacts, factsAfter, inputOf } from "../bulk/bulk-table.ts";
import { BULK_TARGETS, type BulkTarget } from "../bulk/bulk-targets.ts";
import { type Contender, compareTechniques } from "../bulk/compare-techniques.ts";
import { interleavedRounds, type Variant } from "../measure/interleaved-rounds.ts";
import { rateRows } from "../report/rate-rows.ts";
import type { ResultTable } from "../report/result-table.ts";
import { dataflowStreams } from "../streams/dataflow-streams.ts";
import { postgresStreams } from "../streams/postgres-streams.ts";
import { sqliteStreams } from "../streams/sqlite-streams.ts";
import { STREAM_TITLES, type StreamOperation, type StreamTechniques } from "../streams/stream-techniques.ts";
import type { SuiteSettings } from "../suite.ts";

const ROWS = 100_000;
const DEFAULT_ROUNDS = 7;
const LEAST_READ_RATIO = 0.9;
const BY_HAND = { sqlite: sqliteStreams, postgres: postgresStreams } as const;

/**
 * Rows that pass through the program one by one: out of a cursor, into files, and out of files.
 *
 * @param settings how often
 * @returns a table for each database and operation; ratios are of rows a second, so more is better
 */
export async function streamsSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  const folder = await mkdtemp(join(tmpdir(), "dataflow-streams-"));
  try {
    await writeInput(folder);
    const tables: ResultTable[] = [];
    for (const target of BULK_TARGETS) tables.push(...(await measure(target, folder, settings)));
    return tables;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeInput(folder: string): Promise<void> {
  const users = inputOf(ROWS).insert;
  const csv = users.map(({ name, email, age, active }) => `${name},${email},${age},${active}\n`);
  await writeFile(join(folder, "users.csv"), `name,email,age,active\n${csv.join("")}`);
  await writeFile(join(folder, "users.jsonl"), users.map((user) => `${JSON.stringify(user)}\n`).join(""));
}

const OPERATIONS: readonly StreamOperation[] = ["read", "exportCsv", "exportJson", "importCsv", "importJson"];

function measure(target: BulkTarget, folder: string, settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return compareTechniques(target, {
    openings: [BY_HAND[target.key], dataflowStreams],
    operations: OPERATIONS,
    titles: STREAM_TITLES,
    measure: (operation, contenders, title) => {
      settings.say(`streams: ${title}, ${ROWS.toLocaleString("en-GB")} rows`);
      return measureOperation(operation, { contenders, folder, settings });
    },
  });
}

interface Measuring {
  readonly contenders: readonly Contender<StreamTechniques>[];
  readonly folder: string;
  readonly settings: SuiteSettings;
}

async function measureOperation(operation: StreamOperation, { contenders, folder, settings }: Measuring) {
  const extension = operation.endsWith("Csv") ? "csv" : "jsonl";
  const isImport = operation.startsWith("import");
  const file = join(folder, isImport ? `users.${extension}` : `exported.${extension}`);
  const beyondCompare = new Set<string>();
  const variants: Variant[] = [];
  for (const { techniques, table } of contenders) {
    const prepare = () => (isImport ? table.fill(0) : undefined);
    await table.fill(isImport ? 0 : ROWS);
    for (const { label, run, isServer } of techniques[operation]) {
      await prepare();
      assertRead(label, operation, await run(file));
      if (isImport) assertFacts(label, await table.facts(), factsAfter("insert", ROWS));
      else if (operation !== "read") await assertLines(label, file);
      if (isServer === true) beyondCompare.add(label);
      variants.push({ label, prepare, run: () => run(file) });
    }
  }
  const { rounds = DEFAULT_ROUNDS } = settings;
  const samples = await interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 1 });
  const goal = operation === "read" ? { leastRatio: LEAST_READ_RATIO } : {};
  return rateRows(samples, { count: ROWS, beyondCompare, ...goal });
}

function assertRead(label: string, operation: StreamOperation, outcome: unknown): void {
  const { ages } = factsAfter("insert", ROWS);
  if (operation === "read" && outcome !== ages) throw new Error(`${label} gave other rows: ${String(outcome)}`);
}

/** A line for each row, and in CSV one for the names. */
async function assertLines(label: string, file: string): Promise<void> {
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n").length - (file.endsWith(".csv") ? 1 : 0);
  if (lines !== ROWS) throw new Error(`${label} wrote ${lines} rows`);
}
