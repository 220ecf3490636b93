import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { median, roundDifferences } from "../measure/statistics.ts";
import { atMost, type ResultRow, type ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
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
  const variants = PROGRAMS.map((program) => ({ label: program.label, run: () => start(program) }));
  const samples = await interleavedRounds({ variants, rounds, batchSize: 1, warmUpRounds: 2 });
  const [empty] = samples;
  if (empty === undefined) throw new Error("there is nothing to compare with");
  return [
    {
      title: "Start-up, one process from start to end",
      columns: COLUMNS,
      rows: samples.map((sample, index) => toRow(sample, empty, PROGRAMS[index])),
      notes: ["Fresh processes; the files are in the memory of the operating system after the first round."],
    },
  ];
}

function start({ label, type, source }: Program): void {
  const { status, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, "--eval", source], {
    cwd: PACKAGE_FOLDER,
    // Options of this process, such as a loader, would be measured too.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${label} ended with ${status}: ${stderr}`);
}

function toRow({ label, times }: VariantSamples, empty: VariantSamples, program: Program | undefined): ResultRow {
  const milliseconds = median(times) / 1000;
  if (label === empty.label) return { label, figures: [milliseconds, undefined] };
  const beyond = median(roundDifferences(times, empty.times)) / 1000;
  const figures = [milliseconds, beyond];
  return program?.goal === undefined
    ? { label, figures }
    : { label, figures, goal: atMost(beyond, program.goal, " ms") };
}
