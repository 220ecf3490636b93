/** How many beginnings a part remembers. */
const MAX_JOINS = 32;

/**
 * A part of the shapes of statements. It remembers what it was put after: the shape of a statement that comes again is then
 * the very text that its plan is kept under, and that one is found without reading it.
 */
export class ShapePart {
  readonly text: string;
  readonly #joined = new Map<string, string>();
  /** The last of them: one statement is mostly run many times in a row. */
  #before = "";
  #last: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * Puts the part at the end of a shape.
   *
   * @param before the shape so far
   * @returns both together
   */
  after(before: string): string {
    if (this.#last !== undefined && this.#before === before) return this.#last;
    const joined = this.#joined.get(before) ?? this.#join(before);
    this.#before = before;
    this.#last = joined;
    return joined;
  }

  #join(before: string): string {
    if (this.#joined.size >= MAX_JOINS) this.#joined.clear();
    const joined = before + this.text;
    this.#joined.set(before, joined);
    return joined;
  }
}
