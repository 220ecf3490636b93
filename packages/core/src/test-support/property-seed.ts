/** The seed of this process: the one asked for with `DATAFLOW_TEST_SEED`, otherwise a new one. */
const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/**
 * The seed for property tests. fast-check prints it with every failure; `DATAFLOW_TEST_SEED=<seed>` replays that run.
 *
 * @returns a whole number
 */
export function propertySeed(): number {
  if (!Number.isInteger(seed)) throw new Error("DATAFLOW_TEST_SEED is not a whole number");
  return seed;
}
