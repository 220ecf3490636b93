/** Random numbers that are the same for the same seed. */
export interface SeededRandom {
  /** From 0 up to and without 1. */
  next(): number;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
}

/**
 * Makes a source of random numbers: mulberry32.
 *
 * @param seed any whole number
 * @returns the source
 * @example
 * ```ts
 * import { seededRandom } from "@dataflow/testing/faults";
 *
 * const random = seededRandom(7);
 * console.log(random.next(), random.whole(1, 6));
 * ```
 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, whole: (least, most) => least + Math.floor(next() * (most - least + 1)) };
}
