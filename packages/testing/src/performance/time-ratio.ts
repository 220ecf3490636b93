const ROUNDS = 15;
/** A sample lasts at least so long, so that the clock is exact enough for it. */
const SAMPLE_MS = 2;
const MOST_CALLS = 500;

/** Something to be called again and again; it is told how often it was before. */
export type RepeatedCall = (call: number) => unknown;

/**
 * How many times as long as a baseline some work takes. Both are called in turns, so that what disturbs the machine disturbs
 * both, and the fastest sample of each counts, which nothing has disturbed.
 *
 * @param work what is measured
 * @param baseline what it is measured by
 * @returns the time of one call of the work, divided by that of the baseline
 */
export async function timeRatio(work: RepeatedCall, baseline: RepeatedCall): Promise<number> {
  const sides = [work, baseline].map((call) => ({ call, count: 0, calls: 1, best: Number.POSITIVE_INFINITY }));
  for (const side of sides) side.calls = await callsForSample(side);
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      side.best = Math.min(side.best, await timeOf(side));
    }
  }
  const [measured, measure] = sides.map(({ best }) => best);
  return (measured ?? 0) / (measure ?? 1);
}

interface Side {
  readonly call: RepeatedCall;
  count: number;
  calls: number;
}

/** Doubles the calls until they last long enough; that warms up too. */
async function callsForSample(side: Side): Promise<number> {
  for (;;) {
    const ms = (await timeOf(side)) * side.calls;
    if (ms >= SAMPLE_MS || side.calls >= MOST_CALLS) return side.calls;
    side.calls = Math.min(side.calls * 2, MOST_CALLS);
  }
}

/** Milliseconds for each call. */
async function timeOf(side: Side): Promise<number> {
  const startedAt = performance.now();
  for (let at = 0; at < side.calls; at++) await side.call(side.count++);
  return (performance.now() - startedAt) / side.calls;
}
