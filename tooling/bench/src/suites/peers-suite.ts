import { fileURLToPath } from "node:url";
import type { VariantSamples } from "../measure/interleaved-rounds.ts";
import { type RunningProgram, startProgram } from "../measure/run-program.ts";
import { seededRandom, shuffled } from "../measure/seeded-random.ts";
import { median, quantile, roundRatios } from "../measure/statistics.ts";
import type { MeasuredOperation, WayTask } from "../peers/way-program.ts";
import { type Way, waysOf } from "../peers/ways.ts";
import { columnChart } from "../report/bar-chart.ts";
import type { ResultRow, ResultTable } from "../report/result-table.ts";
import type { SuiteSettings } from "../suite.ts";
import { postgresDatabases, sqliteDatabases } from "../users/user-databases.ts";
import { absentRows, besidePeers, type ComparedTarget, type Comparison, comparisonNotes } from "./beside-peers.ts";
import { OPERATIONS } from "./operations-suite.ts";

const PROGRAM = fileURLToPath(new URL("../peers/way-program.ts", import.meta.url));

/** Of a thousand rows the decoding is measured, in the suite `operations`. */
const COMPARED = OPERATIONS.map(({ name }) => name).filter((name) => name !== "list of 1,000");
/** How often each way has its turn: what keeps the machine busy for a while must not fall on one of them. */
const PASSES = 3;
const ROUNDS = 60;
const SEED = 19_700_601;

const COLUMNS = [
  { name: "µs", digits: 1 },
  { name: "ratio", digits: 2 },
  { name: "quartiles from", digits: 2 },
  { name: "to", digits: 2 },
  { name: "CPU µs", digits: 1 },
] as const;

interface Target extends ComparedTarget {
  readonly batchSize: number;
}

const TARGETS: readonly Target[] = [
  { name: "SQLite", key: "sqlite", open: sqliteDatabases, batchSize: 50 },
  { name: "PostgreSQL", key: "postgres", open: postgresDatabases, batchSize: 20 },
];

/**
 * Single operations by the plain driver, by DataFlow and by other libraries, each in processes of its own.
 *
 * @param settings how often
 * @returns a table for each database and operation, the fastest first
 */
export function peersSuite(settings: SuiteSettings): Promise<readonly ResultTable[]> {
  return besidePeers(TARGETS, settings, measureTarget);
}

/** A way in its process, and what was measured of it so far. */
interface MeasuredWay {
  readonly way: Way;
  readonly program: RunningProgram;
  readonly measured: MeasuredOperation[];
}

/** One process works at a time; the others wait for their turn. */
async function measureTarget(comparison: Comparison<Target>): Promise<readonly ResultTable[]> {
  const { target, peers, settings, closeLater } = comparison;
  const random = seededRandom(SEED);
  const ways: MeasuredWay[] = [];
  for (const way of waysOf(target.key, peers)) {
    const program = await startWay(way, comparison);
    closeLater(() => endWay(program));
    ways.push({ way, program, measured: [] });
  }
  for (let pass = 1; pass <= PASSES; pass++) {
    settings.say(`peers: ${target.name}, ${ways.length} processes, pass ${pass} of ${PASSES}`);
    for (const { program, measured } of shuffled(ways, random)) measured.push(...(await nextPass(program)));
  }
  return COMPARED.map((operation) => tableOf(operation, ways, comparison));
}

async function startWay(
  way: Way,
  { target: { key, batchSize }, databases, settings }: Comparison<Target>,
): Promise<RunningProgram> {
  const task: WayTask = {
    key,
    way,
    places: [await databases.create(), await databases.create()],
    operations: COMPARED,
    rounds: Math.ceil((settings.rounds ?? ROUNDS) / PASSES),
    batchSize,
  };
  return startProgram({ file: PROGRAM, programArguments: [JSON.stringify(task)] });
}

async function nextPass({ input, results }: RunningProgram): Promise<readonly MeasuredOperation[]> {
  input.write("\n");
  const { value, done } = await results.next();
  if (done === true) throw new Error("a process ended before it had measured everything");
  return value as readonly MeasuredOperation[]; // the program prints nothing else
}

/** Waits until the process is gone: its database is removed next. */
async function endWay({ input, results }: RunningProgram): Promise<void> {
  input.end();
  for await (const _result of results);
}

function tableOf(operation: string, ways: readonly MeasuredWay[], comparison: Comparison<Target>): ResultTable {
  const compared = ways.map(({ way, measured }) => {
    const own = measured.filter((one) => one.operation === operation);
    return { way, plain: joined(own.map(({ plain }) => plain)), samples: joined(own.map((one) => one.way)) };
  });
  const rows = [...rowsOf(compared), ...absentRows(comparison)];
  return {
    title: `${comparison.target.name}, beside other libraries: ${operation}`,
    columns: COLUMNS,
    rows,
    notes: operation === COMPARED[0] ? comparisonNotes(comparison) : [],
    chart: columnChart("ratio", COLUMNS, rows),
  };
}

/** The rounds of several passes, or of several processes. */
function joined(samples: readonly VariantSamples[]): VariantSamples {
  return {
    label: samples[0]?.label ?? "",
    times: samples.flatMap(({ times }) => times),
    processorTimes: samples.flatMap(({ processorTimes }) => processorTimes),
  };
}

interface ComparedWay {
  readonly way: Way;
  /** The plain driver in the same processes. */
  readonly plain: VariantSamples;
  readonly samples: VariantSamples;
}

function rowsOf(compared: readonly ComparedWay[]): readonly ResultRow[] {
  const peers = compared.filter(({ way }) => way.owner === "peer");
  const best = Math.min(...peers.map(({ samples, plain }) => median(roundRatios(samples.times, plain.times))));
  const plain = joined(compared.map((one) => one.plain));
  const rows = compared.map(({ way, samples, plain: base }) => {
    const ratios = roundRatios(samples.times, base.times);
    const isOurs = way.owner === "method" || way.owner === "workflow";
    const goal = { text: "ahead of every library", isMet: median(ratios) < best };
    return { ...rowOf(samples, ratios), ...(isOurs ? { goal } : {}) };
  });
  const ratioOf = ({ figures: [, ratio = 0] }: ResultRow) => ratio;
  const plainRow = rowOf(plain, roundRatios(plain.times, plain.times));
  return [plainRow, ...rows].toSorted((one, other) => ratioOf(one) - ratioOf(other));
}

function rowOf({ label, times, processorTimes }: VariantSamples, ratios: readonly number[]): ResultRow {
  const figures = [median(times), median(ratios), quantile(ratios, 0.25), quantile(ratios, 0.75)];
  return { label, figures: [...figures, median(processorTimes)] };
}
