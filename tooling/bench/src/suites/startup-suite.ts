import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundDifferences } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { postgresDatabases, sqliteDatabases } from "../users/user-databases.ts";
import { PROGRAMS, type Program } from "./startup-programs.ts";

/** Programs are resolved from here: the folder whose dependencies are those of an application. */
const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

const COLUMNS = [
  { name: "ms", digits: 0 },
  { name: "ms beyond node", digits: 0 },
] as const;

/**
 * What importing costs: fresh processes, each compared with an empty one of the same round.
 *
 * @param settings how often
 * @returns milliseconds for a process from start to end
 */
export async function startupSuite({ rounds = 20, say }: SuiteSettings): Promise<readonly ResultTable[]> {
  say(`startup: ${PROGRAMS.length} programs, ${rounds} times each`);
  const samples = await withDatabases((places) => {
    const variants = PROGRAMS.map((program) => ({ label: program.label, run: () => start(program, places) }));
    return interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 2 });
  });
  const [empty] = samples;
  if (empty === undefined) throw new Error("there is nothing to compare with");
  return [
    {
      title: "Start-up, one process from start to end",
      columns: COLUMNS,
      rows: samples.map((sample, index) => toRow(sample, samples, PROGRAMS[index])),
      notes: ["Fresh processes; the files are in the memory of the operating system after the first round."],
    },
  ];
}

/** Where the databases of the programs are, by environment variables. */
type Places = Readonly<Record<string, string>>;

async function withDatabases<Result>(body: (places: Places) => Promise<Result>): Promise<Result> {
  const [files, servers] = [await sqliteDatabases(), await postgresDatabases()];
  try {
    const { url, plain } = await files.create();
    const server = await servers.create();
    return await body({ BENCH_FILE: plain, BENCH_SQLITE_URL: url, BENCH_POSTGRES_URL: server.url });
  } finally {
    await files.close();
    await servers.close();
  }
}

function start({ label, type, source }: Program, places: Places): void {
  const { status, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, "--eval", source], {
    cwd: PACKAGE_FOLDER,
    // Options of this process, such as a loader, would be measured too.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...places },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${label} ended with ${status}: ${stderr}`);
}

function toRow(
  { label, times }: VariantSamples,
  samples: readonly VariantSamples[],
  program: Program | undefined,
): ResultRow {
  const milliseconds = median(times) / 1000;
  const beyond = beyondNode(label, samples);
  if (beyond === undefined) return { label, figures: [milliseconds, undefined] };
  const goal = typeof program?.goal === "string" ? beyondNode(program.goal, samples) : program?.goal;
  const figures = [milliseconds, beyond];
  return goal === undefined
    ? { label, figures }
    : { label, figures, goal: atMost(Math.round(beyond), Math.round(goal), " ms") };
}

/** What a program takes more than an empty one; undefined for that one itself. */
function beyondNode(label: string, samples: readonly VariantSamples[]): number | undefined {
  const [empty] = samples;
  const sample = samples.find((one) => one.label === label);
  if (empty === undefined || sample === undefined || sample === empty) return undefined;
  return median(roundDifferences(sample.times, empty.times)) / 1000;
}
