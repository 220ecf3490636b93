import { seededRandom, shuffled } from "./seeded-random.ts";

/** One way to do a thing, to be compared with others. */
export interface Variant {
  readonly label: string;
  /** Done before each batch, not measured. */
  readonly prepare?: (batchSize: number) => unknown;
  /** One operation. A promise, or a query that runs when it is awaited, is; what answers at once is not, because nobody would. */
  readonly run: (index: number) => unknown;
}

/** How often what is measured. */
export interface RoundsPlan {
  readonly variants: readonly Variant[];
  readonly rounds: number;
  /** Operations of one variant in one round. */
  readonly batchSize: number;
  /** Rounds before those that count: for the compiler and the caches. */
  readonly warmUpRounds: number;
}

/** What one variant took: a sample for each round, in microseconds for one operation. */
export interface VariantSamples {
  readonly label: string;
  readonly times: readonly number[];
  /** Processor time of this process, all threads. */
  readonly processorTimes: readonly number[];
}

const SEED = 20_010_911;

/**
 * Measures variants in rounds of small batches, every round in another order: what disturbs the machine for a while
 * disturbs all of them.
 *
 * @param plan the variants, and how often
 * @returns the samples in the order of the variants
 */
export async function interleavedRounds(plan: RoundsPlan): Promise<readonly VariantSamples[]> {
  const { variants, rounds, batchSize, warmUpRounds } = plan;
  const random = seededRandom(SEED);
  const measured = variants.map((variant) => ({ variant, times: [] as number[], processorTimes: [] as number[] }));
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const { variant, times, processorTimes } of shuffled(measured, random)) {
      const batch = await measureBatch(variant, batchSize);
      if (round < 0) continue;
      times.push(batch.time);
      processorTimes.push(batch.processorTime);
    }
  }
  return measured.map(({ variant: { label }, times, processorTimes }) => ({ label, times, processorTimes }));
}

async function measureBatch({ prepare, run }: Variant, batchSize: number) {
  if (prepare !== undefined) await prepare(batchSize);
  const processorBefore = process.cpuUsage();
  const before = process.hrtime.bigint();
  for (let index = 0; index < batchSize; index++) {
    const outcome = run(index);
    if (typeof outcome === "object" && outcome !== null && "then" in outcome) await outcome;
  }
  const nanoseconds = Number(process.hrtime.bigint() - before);
  const { user, system } = process.cpuUsage(processorBefore);
  return { time: nanoseconds / 1000 / batchSize, processorTime: (user + system) / batchSize };
}
