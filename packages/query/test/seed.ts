/** The seed of a property test: a new one for each run, printed with a failure; DATAFLOW_TEST_SEED replays one. */
export const seed = Number(process.env.DATAFLOW_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** DATAFLOW_TEST_FACTOR=20 tries twenty times as much. */
const factor = Number(process.env.DATAFLOW_TEST_FACTOR ?? 1);

/** What fast-check is told in every property test. */
export function propertyOptions(numRuns: number) {
  console.log(`DATAFLOW_TEST_SEED=${seed}`);
  return { seed, numRuns: numRuns * factor, endOnFailure: false } as const;
}
