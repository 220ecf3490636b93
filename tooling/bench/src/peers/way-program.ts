// Measures one way beside the plain driver, in a process in which there is nothing else. Prints a line for each operation.
import { interleavedRounds, type VariantSamples } from "../measure/interleaved-rounds.ts";
import { OPERATIONS, seed } from "../suites/operations-suite.ts";
import { openPlain, openWay, type TargetKey, type Way, type WayPlace } from "./ways.ts";

/** What the program is told. */
export interface WayTask {
  readonly key: TargetKey;
  readonly way: Way;
  /** A database for the plain driver, and one for the way. */
  readonly places: readonly [WayPlace, WayPlace];
  readonly operations: readonly string[];
  readonly rounds: number;
  readonly warmUpRounds: number;
  readonly batchSize: number;
}

/** What it prints. */
export interface WayLine {
  readonly operation: string;
  readonly plain: VariantSamples;
  readonly way: VariantSamples;
}

async function main(task: WayTask): Promise<void> {
  const { key, way, places, operations } = task;
  const accesses = [openPlain(key, places[0]), await openWay(key, way, places[1])];
  const users = [];
  for (const access of accesses) users.push(await seed(access));
  for (const { name, variant } of OPERATIONS) {
    if (!operations.includes(name)) continue;
    const [plain, own] = await interleavedRounds({ ...task, variants: users.map(variant) });
    if (plain === undefined || own === undefined) throw new Error("unreachable: two variants give two samples");
    const line: WayLine = { operation: name, plain, way: own };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  for (const access of accesses) await access.close();
}

await main(JSON.parse(process.argv[2] ?? "") as WayTask); // written by the suite `peers`
