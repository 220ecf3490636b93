// Measures one way beside the plain driver, in a process in which there is nothing else: once for each line that it reads.
import { createInterface } from "node:readline";
import { interleavedRounds, type RoundsPlan, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { OPERATIONS, seed } from "../suites/operations-suite.ts";
import { openPlain, openWay, type TargetKey, type Way, type WayPlace } from "./ways.ts";

/** What the program is told at its start. */
export interface WayTask {
  readonly key: TargetKey;
  readonly way: Way;
  /** A database for the plain driver, and one for the way. */
  readonly places: readonly [WayPlace, WayPlace];
  readonly operations: readonly string[];
  /** Of one pass. */
  readonly rounds: number;
  readonly batchSize: number;
}

/** What it prints of an operation, in a list of all of them for each pass. */
export interface MeasuredOperation {
  readonly operation: string;
  readonly plain: VariantSamples;
  readonly way: VariantSamples;
}

/**
 * How long each operation is done before it is measured, in milliseconds: a time and not a number, because what takes
 * microseconds is done ten thousand times before the compiler is finished with it. Later on only the processor has to
 * find back.
 */
const WARM_UP = { first: 400, later: 30 };

async function warmUp(plan: Omit<RoundsPlan, "rounds" | "warmUpRounds">, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  do await interleavedRounds({ ...plan, rounds: 0, warmUpRounds: 5 });
  while (performance.now() < end);
}

async function main(task: WayTask): Promise<void> {
  const { key, way, places, operations, rounds, batchSize } = task;
  const accesses = [openPlain(key, places[0]), await openWay(key, way, places[1])];
  const users = [];
  for (const access of accesses) users.push(await seed(access));
  let milliseconds = WARM_UP.first;
  for await (const _line of createInterface({ input: process.stdin })) {
    const measured: MeasuredOperation[] = [];
    for (const { name, variant } of OPERATIONS) {
      if (!operations.includes(name)) continue;
      const plan = { variants: users.map(variant), batchSize };
      await warmUp(plan, milliseconds);
      const [plain, own] = await interleavedRounds({ ...plan, rounds, warmUpRounds: 0 });
      if (plain === undefined || own === undefined) throw new Error("unreachable: two variants give two samples");
      measured.push({ operation: name, plain, way: own });
    }
    process.stdout.write(`${JSON.stringify(measured)}\n`);
    milliseconds = WARM_UP.later;
  }
  for (const access of accesses) await access.close();
}

await main(JSON.parse(process.argv[2] ?? "") as WayTask); // written by the suite `peers`
