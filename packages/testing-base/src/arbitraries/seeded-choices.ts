/**
 * Decisions that come from one number, the same on every machine.
 *
 * @example
 * ```ts
 * import { SeededChoices } from "@dataflow/testing-base/arbitraries";
 *
 * const choices = new SeededChoices(7);
 * const color = choices.pick(["red", "green"]);
 * console.log(color, choices.below(10));
 * ```
 */
export class SeededChoices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    // "mulberry32": a few lines, and random enough to decide what a schema has.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** True once in so many times. */
  maybe(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("there is nothing to pick from");
    return item;
  }

  /** Some of the items, in their order. */
  some<Item>(items: readonly Item[], oneIn = 2): readonly Item[] {
    return items.filter(() => this.maybe(oneIn));
  }

  numbers(count: number): readonly number[] {
    return Array.from({ length: count }, () => this.below(1000));
  }
}
