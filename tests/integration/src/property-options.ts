import type { Parameters } from "fast-check";

/**
 * Options for a property: how often, and with which seed. `DATAFLOW_TEST_SEED` replays a run; fast-check prints the seed
 * of one that failed. `DATAFLOW_TEST_RUNS` multiplies the number of runs.
 *
 * @param options the number of runs in the test suite
 * @returns what `fc.assert` takes
 */
export function propertyOptions({ runs }: { readonly runs: number }): Parameters<unknown> {
  const seed = process.env.DATAFLOW_TEST_SEED;
  const multiplier = Number(process.env.DATAFLOW_TEST_RUNS ?? 1);
  return { numRuns: runs * multiplier, endOnFailure: false, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
