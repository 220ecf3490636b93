import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMemoryProgram } from "../memory/run-memory-program.ts";
import type { ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { postgresDatabases, sqliteDatabases, type UserDatabases } from "../users/user-databases.ts";

const ROWS = 3_000_000;
const HEAP_MEGABYTES = 256;
const MEGABYTE = 2 ** 20;

const COLUMNS = [
  { name: "rows", digits: 0 },
  { name: "s", digits: 1 },
  { name: "rows/s", digits: 0 },
  { name: "heap MB at most", digits: 0 },
  { name: "process MB at most", digits: 0 },
] as const;

/**
 * Every bulk operation on three million rows, in a process whose heap is limited to 256 MB: it would end if rows were held.
 *
 * @param settings who is told of the progress; rounds have no meaning here
 * @returns a table for each database
 */
export async function memorySuite({ say }: SuiteSettings): Promise<readonly ResultTable[]> {
  return [await measure("SQLite", sqliteDatabases, say), await measure("PostgreSQL", postgresDatabases, say)];
}

async function measure(
  name: string,
  open: () => Promise<UserDatabases>,
  say: SuiteSettings["say"],
): Promise<ResultTable> {
  const databases = await open();
  const folder = await mkdtemp(join(tmpdir(), "dataflow-memory-"));
  try {
    const { url } = await databases.create();
    const uses = await runMemoryProgram({
      url,
      rows: ROWS,
      folder,
      heapMegabytes: HEAP_MEGABYTES,
      onResult: ({ operation, seconds }) => say(`memory: ${name}, ${operation}, ${seconds.toFixed(1)} s`),
    });
    return {
      title: `${name}: ${ROWS.toLocaleString("en-GB")} rows through a heap of ${HEAP_MEGABYTES} MB`,
      columns: COLUMNS,
      rows: uses.map(({ operation, rows, seconds, heapBytes, residentBytes }) => ({
        label: operation,
        figures: [rows, seconds, rows / seconds, heapBytes / MEGABYTE, residentBytes / MEGABYTE],
      })),
      notes: [`${databases.facts} Rows come from a generator; the file is CSV.`],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await databases.close();
  }
}
