import { type SeededRandom, seededRandom } from "./seeded-random.ts";

/** Choices that are the same for the same seed. */
export interface SeededChoice extends SeededRandom {
  readonly seed: number;
  /** One of a list. */
  oneOf<Item>(list: readonly Item[]): Item;
  /** Some of a list, each once, in any order. */
  someOf<Item>(list: readonly Item[], count: number): readonly Item[];
}

/**
 * Runs a test that chooses at random, with a new seed each time. A failure says the seed; `DATAFLOW_TEST_SEED=<seed>` repeats
 * the same choices.
 *
 * @param test what is tried
 * @returns what the test gives
 * @throws what the test throws, with the seed in the message
 * @example
 * ```ts
 * import { withSeed } from "@dataflow/testing/faults";
 *
 * await withSeed(async (choice) => {
 *   const place = choice.whole(1, 20); // the message at which the connection is cut
 *   // … cut there, and look whether everything holds …
 * });
 * ```
 */
export async function withSeed<Result>(test: (choice: SeededChoice) => Promise<Result>): Promise<Result> {
  const given = process.env.DATAFLOW_TEST_SEED;
  const seed = given === undefined || given === "" ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  try {
    return await test(choiceOf(seed));
  } catch (problem) {
    const said = problem instanceof Error ? problem.message : String(problem);
    throw new Error(`${said}\nDATAFLOW_TEST_SEED=${seed} repeats it`, { cause: problem });
  }
}

function choiceOf(seed: number): SeededChoice {
  const random = seededRandom(seed);
  const oneOf = <Item>(list: readonly Item[]): Item => {
    if (list.length === 0) throw new TypeError("there is nothing to choose from");
    return list[random.whole(0, list.length - 1)] as Item; // the place is inside of the list
  };
  const someOf = <Item>(list: readonly Item[], count: number): readonly Item[] => {
    const left = [...list];
    const chosen: Item[] = [];
    while (chosen.length < count && left.length > 0) chosen.push(...left.splice(random.whole(0, left.length - 1), 1));
    return chosen;
  };
  return Object.freeze({ seed, ...random, oneOf, someOf });
}
