/** Sums are kept below it, so that every step is exact in a double. */
const LIMIT = 2 ** 52;

/**
 * The sum of the hashes of texts: two hashes of 32 bits with other constants, each in a sum of its own. It is there to
 * notice accidents, for millions of values, so it is fast and no secret.
 */
export class HashSum {
  #first = 0;
  #second = 0;

  /** Adds a text. */
  add(text: string): void {
    let [one, two] = [0x9e3779b9, 0x85ebca6b];
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 0x9e3779b1);
      two = Math.imul(two ^ code, 0x5f356495);
      one ^= one >>> 15;
      two ^= two >>> 13;
    }
    this.#first = (this.#first + finish(one ^ text.length, two)) % LIMIT;
    this.#second = (this.#second + finish(two ^ text.length, one)) % LIMIT;
  }

  /** The sums as they are. */
  get text(): string {
    return `${this.#first}:${this.#second}`;
  }
}

/** Lets every bit count in every other. */
function finish(value: number, other: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
